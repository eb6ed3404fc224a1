"""Raw memory for kernels: bytes and words at an address, and a call through a function's address.

The machine's kernels see a machine as one address (its row) and a cartridge as another. Loads and
stores at plain addresses keep the generated code small, which is most of what its compile time
depends on. Values are int64 in kernels, or float64; bytes are unsigned, 32-bit fields are signed.
"""

import struct
from collections.abc import Sequence

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

_BYTE = ir.IntType(8)
_HALF = ir.IntType(32)
_INT = ir.IntType(64)
_FLOAT = ir.DoubleType()


def bits(numbers: Sequence[float]) -> list[int]:
    """Floats as the int64 of the same bits, so that a table of int64 can hold them."""
    return [struct.unpack("<q", struct.pack("<d", number))[0] for number in numbers]


def _pointer(builder, address, kind):
    return builder.inttoptr(address, kind.as_pointer())


@intrinsic
def load8(typingctx, address):
    """The byte at an address, 0 to 255."""

    def codegen(context, builder, signature, args):
        return builder.zext(builder.load(_pointer(builder, args[0], _BYTE)), _INT)

    return types.int64(types.int64), codegen


@intrinsic
def store8(typingctx, address, value):
    """Write the low 8 bits of a value at an address."""

    def codegen(context, builder, signature, args):
        builder.store(builder.trunc(args[1], _BYTE), _pointer(builder, args[0], _BYTE))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), codegen


@intrinsic
def load32(typingctx, address):
    """The signed 32-bit number at an address (little-endian, 4-byte aligned)."""

    def codegen(context, builder, signature, args):
        return builder.sext(builder.load(_pointer(builder, args[0], _HALF)), _INT)

    return types.int64(types.int64), codegen


@intrinsic
def store32(typingctx, address, value):
    """Write the low 32 bits of a value at a 4-byte aligned address."""

    def codegen(context, builder, signature, args):
        builder.store(builder.trunc(args[1], _HALF), _pointer(builder, args[0], _HALF))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), codegen


@intrinsic
def load64(typingctx, address):
    """The signed 64-bit number at an address (8-byte aligned)."""

    def codegen(context, builder, signature, args):
        return builder.load(_pointer(builder, args[0], _INT))

    return types.int64(types.int64), codegen


@intrinsic
def store64(typingctx, address, value):
    """Write a 64-bit number at an 8-byte aligned address."""

    def codegen(context, builder, signature, args):
        builder.store(args[1], _pointer(builder, args[0], _INT))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64), codegen


@intrinsic
def load_float(typingctx, address):
    """The float64 at an address (8-byte aligned)."""

    def codegen(context, builder, signature, args):
        return builder.load(_pointer(builder, args[0], _FLOAT))

    return types.float64(types.int64), codegen


@intrinsic
def store_float(typingctx, address, value):
    """Write a float64 at an 8-byte aligned address."""

    def codegen(context, builder, signature, args):
        builder.store(args[1], _pointer(builder, args[0], _FLOAT))
        return context.get_dummy_value()

    return types.void(types.int64, types.float64), codegen


@intrinsic
def word(typingctx, address):
    """The unsigned 32-bit number at an address (4-byte aligned)."""

    def codegen(context, builder, signature, args):
        return builder.zext(builder.load(_pointer(builder, args[0], _HALF)), _INT)

    return types.int64(types.int64), codegen


@intrinsic
def copy(typingctx, target, source, size):
    """Copy `size` bytes between two places that do not overlap."""

    def codegen(context, builder, signature, args):
        cgutils.raw_memcpy(
            builder,
            _pointer(builder, args[0], _BYTE),
            _pointer(builder, args[1], _BYTE),
            args[2],
            1,
        )
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), codegen


@intrinsic
def call(typingctx, function, row, cartridge, buttons, screen):
    """Call the C function that lies at the address `function`: four int64, returning one."""

    def codegen(context, builder, signature, args):
        kind = ir.FunctionType(_INT, [_INT] * 4).as_pointer()
        return builder.call(builder.inttoptr(args[0], kind), args[1:])

    return types.int64(*[types.int64] * 5), codegen


@njit
def address(array):
    """Where an array lies; signed, since numba makes a float of unsigned plus signed."""
    return np.int64(array.ctypes.data)

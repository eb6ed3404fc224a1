"""Full layers side by side: sums of several outputs in the lanes of vector registers.

Each lane adds up one output, over the inputs in their order, so that a sum is the same as if it
were alone, whatever the width of the processor's registers.
"""

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

LANES = 16  #: outputs that are summed at once: enough to hide how long one addition takes
BLOCK = 8 * LANES  #: bytes of as many weights

_FLOAT = ir.DoubleType()
_INT = ir.IntType(64)
_VECTOR = ir.VectorType(_FLOAT, LANES)


def blocks(weights: np.ndarray) -> np.ndarray:
    """A matrix of weights, `float64[values in, values out]`, as `add_rows` takes it, flat."""
    width, height = weights.shape
    room = np.zeros((width, -(-height // LANES), LANES))
    room.reshape(width, -1)[:, :height] = weights
    return room.swapaxes(0, 1).reshape(-1)


def _at(builder, address, offset, kind):
    """A pointer to what lies `offset` bytes after an address."""
    return builder.inttoptr(builder.add(address, offset), kind.as_pointer())


def _spread(builder, value):
    """A vector with a value in every lane."""
    one = builder.insert_element(ir.Constant(_VECTOR, ir.Undefined), value, _INT(0))
    mask = ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
    return builder.shuffle_vector(one, ir.Constant(_VECTOR, ir.Undefined), mask)


@intrinsic
def add_rows(typingctx, values, rows, target, count):
    """Write LANES sums over `count` values, each times the row of weights that belongs to it.

    All but `count` are addresses, of float64s.
    """

    def codegen(context, builder, signature, args):
        values, rows, target, count = args
        total = cgutils.alloca_once(builder, _VECTOR)
        builder.store(ir.Constant(_VECTOR, [0.0] * LANES), total)
        with cgutils.for_range(builder, count) as loop:
            place = builder.mul(loop.index, _INT(8))
            value = builder.load(_at(builder, values, place, _FLOAT))
            place = builder.mul(loop.index, _INT(BLOCK))
            row = builder.load(_at(builder, rows, place, _VECTOR), align=8)
            product = builder.fmul(_spread(builder, value), row)
            builder.store(builder.fadd(builder.load(total), product), total)
        builder.store(builder.load(total), _at(builder, target, _INT(0), _VECTOR), align=8)
        return context.get_dummy_value()

    return types.void(*[types.int64] * 4), codegen

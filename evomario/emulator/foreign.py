"""Functions of other people's in kernels: compiled once by themselves, and called at an address.

They take arrays, so that whoever writes one needs to know of nothing but numpy. An array passes
from the caller to them as numba lays it out, in a C call of the same types on both sides; so the
kernel that calls them is compiled once for all of them.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import numpy as np
from llvmlite import ir
from numba import carray, njit, types  # type: ignore[attr-defined]
from numba.extending import intrinsic

from evomario.errors import UserError

from .compiling import keep_beside_source

#: What is made of them: an index out of bounds is an error, and x/0 what numpy makes of it.
_OPTIONS = {"boundscheck": True, "error_model": "numpy"}


@intrinsic
def _pointer(typingctx, address):
    def codegen(context, builder, signature, args):
        return builder.inttoptr(args[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), codegen


def _called(context, builder, signature, args):
    """A call of what lies at the first argument, with the rest."""
    result = context.get_value_type(signature.return_type)
    kind = ir.FunctionType(result, [context.get_value_type(each) for each in signature.args[1:]])
    return builder.call(builder.inttoptr(args[0], kind.as_pointer()), args[1:])


@intrinsic
def number_of(typingctx, function, first, second, third):
    """What the function at an address, of three arrays, returns: a float64."""
    return types.float64(types.int64, first, second, third), _called


@intrinsic
def done_by(typingctx, function, first, second, third, fourth):
    """What the function at an address, of four arrays, returns: nothing."""
    return types.none(types.int64, first, second, third, fourth), _called


@njit
def bytes_at(address, count):
    """An array of `count` bytes that lie at an address."""
    return carray(_pointer(address), count, np.uint8)


@njit
def picture_at(address, rows, columns):
    """An array of bytes in rows that lies at an address."""
    return carray(_pointer(address), (rows, columns), np.uint8)


@njit
def floats_at(address, count):
    """An array of `count` float64 that lie at an address."""
    return carray(_pointer(address), count, np.float64)


def address_of_foreign(function: Callable, signature: str, what: str) -> int:
    """The address of someone's function, compiled, for as long as the process lasts.

    Args:
        function: a plain function, or one that numba has been given already.
        signature: the arrays that it takes and what it returns, in numba's words.
        what: it is, for the error.

    Raises:
        UserError: numba cannot compile it.
    """
    return int(_compiled(getattr(function, "py_func", function), signature, what).address)


@contextmanager
def tried(what: str) -> Iterator[None]:
    """Call someone's function inside: what it raises, which numba would only print, is an error.

    Raises:
        UserError: it has raised something.
    """
    caught: list[Any] = []
    before = sys.unraisablehook
    sys.unraisablehook = caught.append
    try:
        yield
    finally:
        sys.unraisablehook = before
    if caught:
        error = caught[0].exc_value
        raise UserError(f"{what}: {type(error).__name__}: {error}")


@cache
def _compiled(function: Callable, signature: str, what: str) -> Any:
    from numba.core.ccallback import CFunc
    from numba.core.errors import NumbaError
    from numba.core.sigutils import normalize_signature

    compiled: Any = CFunc(function, normalize_signature(signature), {}, _OPTIONS)
    keep_beside_source(compiled, function)
    try:
        compiled.compile()
    except NumbaError as error:
        raise UserError(f"{what}: numba cannot compile it: {_told(error)}") from None
    return compiled


def _told(error: Exception) -> str:
    """The lines of a numba error that say what and where."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    problem = [line for line in lines if not line.startswith(("Failed in", "File "))][:1]
    place = [line.rstrip(":") for line in lines if line.startswith("File ")][:1]
    return ", ".join([*problem, *place])

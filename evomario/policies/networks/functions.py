"""neat-python's activation and aggregation functions, as kernels.

Each does in floating point what the function of the same name in `neat.activations` or
`neat.aggregations` does in Python, operation for operation: the same clamps, the same treatment of
nan by `min` and `max`, the same C library below. So values agree to the last bit where Python sums
floats one after the other, which it does up to 3.11; later versions compensate for rounding.

Two differences: all are total. `square` and `cube` of what is too large are infinite, where Python
raises OverflowError; a median among which there is a nan is nan, where sorting would leave it to
chance.
"""

from math import exp, log, sin, tanh

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

from evomario.emulator.memory import load64, load_float, store_float

#: In neat-python's order; a code is a place in it.
ACTIVATIONS = (
    "sigmoid", "tanh", "sin", "gauss", "relu", "elu", "lelu", "selu", "softplus", "identity",
    "clamped", "inv", "log", "exp", "abs", "hat", "square", "cube",
)  # fmt: skip
AGGREGATIONS = ("product", "sum", "max", "min", "maxabs", "median", "mean")

(
    SIGMOID, TANH, SIN, GAUSS, RELU, ELU, LELU, SELU, SOFTPLUS, IDENTITY, CLAMPED, INV, LOG, EXP,
    ABS, HAT, SQUARE,
) = range(17)  # fmt: skip
PRODUCT, SUM, MAX, MIN, MAXABS, MEDIAN = range(6)

_LAMBDA, _ALPHA = 1.0507009873554804934193349852946, 1.6732632423543772848170429916717  # of selu

_FLOAT = ir.DoubleType()
LINK = 16  #: bytes of a link: the offset of its source among the values, and its weight


@intrinsic
def power(typingctx, base, exponent):
    """C's `pow`, which Python's `**` calls; as x * x, the last bit would at times be another."""

    def codegen(context, builder, signature, args):
        kind = ir.FunctionType(_FLOAT, [_FLOAT, _FLOAT])
        function = cgutils.get_or_insert_function(builder.module, kind, "pow")
        function.attributes.add("nobuiltin")
        return builder.call(function, args)

    return types.float64(types.float64, types.float64), codegen


@njit
def clamp(z, low, high):
    """`max(low, min(high, z))` as Python has it: nan becomes `high`."""
    z = z if z < high else high
    return z if z > low else low


@njit
def activate(code, z):
    """The value of an activation function."""
    if code == SIGMOID:
        return 1.0 / (1.0 + exp(-clamp(5.0 * z, -60.0, 60.0)))
    if code == TANH:
        return tanh(clamp(2.5 * z, -60.0, 60.0))
    if code == SIN:
        return sin(clamp(5.0 * z, -60.0, 60.0))
    if code == GAUSS:
        return exp(-5.0 * power(clamp(z, -3.4, 3.4), 2.0))
    if code <= SELU:
        return rectify(code, z)
    if code == SOFTPLUS:
        return 0.2 * log(1 + exp(clamp(5.0 * z, -60.0, 60.0)))
    if code == IDENTITY:
        return z
    if code == CLAMPED:
        return clamp(z, -1.0, 1.0)
    return shape(code, z)


@njit
def rectify(code, z):
    """One of the functions that are linear above 0, and each their own below."""
    if z > 0.0:
        return _LAMBDA * z if code == SELU else z
    if code == RELU:
        return 0.0
    if code == LELU:
        return 0.005 * z
    return exp(z) - 1 if code == ELU else _LAMBDA * _ALPHA * (exp(z) - 1)


@njit
def shape(code, z):
    """One of the functions from `inv` on."""
    if code == INV:
        return 1.0 / z if z != 0.0 else 0.0
    if code == LOG:
        return log(z if z > 1e-7 else 1e-7)
    if code == EXP:
        return exp(clamp(z, -60.0, 60.0))
    if code == ABS:
        return abs(z)
    if code == HAT:
        height = 1 - abs(z)
        return height if height > 0.0 else 0.0
    return power(z, 2.0 if code == SQUARE else 3.0)


@njit
def aggregate(code, links, count, values, free):
    """What comes in over `count` links, as one number.

    `links` is the address of the links, `values` that of the values they begin at, and `free` that
    of `count` float64s which a median may use.
    """
    if code == SUM:
        return add(links, count, values)
    if count == 0:
        return 1.0 if code == PRODUCT else 0.0
    if code == PRODUCT:
        return multiply(links, count, values)
    if code <= MAXABS:
        return extreme(code, links, count, values)
    if code == MEDIAN and count > 2:
        return median(links, count, values, free)
    return add(links, count, values) / count


@njit
def weighted(link, values):
    """What comes in over one link."""
    return load_float(values + load64(link)) * load_float(link + 8)


@njit
def add(links, count, values):
    """The sum of what comes in, in the order of the links."""
    total = 0.0
    for i in range(count):
        total += weighted(links + LINK * i, values)
    return total


@njit
def multiply(links, count, values):
    """The product of what comes in, in the order of the links."""
    total = 1.0
    for i in range(count):
        total *= weighted(links + LINK * i, values)
    return total


@njit
def extreme(code, links, count, values):
    """The largest, smallest, or furthest from 0; of equals the first, as Python chooses."""
    best = weighted(links, values)
    for i in range(1, count):
        value = weighted(links + LINK * i, values)
        if code == MAX:
            better = value > best
        elif code == MIN:
            better = value < best
        else:
            better = abs(value) > abs(best)
        best = value if better else best
    return best


@njit
def median(links, count, values, free):
    """The value in the middle, or the mean of the two there; nan if there is one."""
    for i in range(count):
        value = weighted(links + LINK * i, values)
        if value != value:
            return np.nan
        store_float(free + 8 * i, value)
    sort(free, count)
    middle = free + 8 * (count // 2)
    if count % 2:
        return load_float(middle)
    return (load_float(middle - 8) + load_float(middle)) / 2.0


@njit
def sort(place, count):
    """Sort float64s in place, by Shell's method with Knuth's gaps, (3**k - 1) / 2."""
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap:
        for i in range(gap, count):
            value, j = load_float(place + 8 * i), i
            while j >= gap and load_float(place + 8 * (j - gap)) > value:
                store_float(place + 8 * j, load_float(place + 8 * (j - gap)))
                j -= gap
            store_float(place + 8 * j, value)
        gap //= 3

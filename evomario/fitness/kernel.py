"""The machine that expressions are compiled for: a stack of float64, in a numba kernel.

A program is a run of instructions of two int64: an operation and its argument. It lies at an
address, as do the metrics (float64) and the stack. It ends with END, its value on the stack.
Truth values are 0 and 1. Every operation is total: whichever comes to nothing finite ends the
program, whose value is then nan.
"""

from math import exp, isfinite, log, sqrt

import numpy as np
from numba import njit

from evomario.emulator.compiling import entry
from evomario.emulator.memory import load64, load_float, store_float

STACK = 128  #: float64s that a program may need

END, CONSTANT, METRIC, JUMP, JUMP_UNLESS = range(5)  # what moves values and the place
NEGATE, NOT, ABS, SQRT, LOG, EXP = range(5, 11)  # what takes one
(
    ADD, SUBTRACT, MULTIPLY, DIVIDE, REMAINDER, POWER, MIN, MAX,
    LT, LE, GT, GE, EQ, NE,
    OVER_LT, OVER_LE, OVER_GT, OVER_GE, OVER_EQ, OVER_NE,  # how far from holding, see `excess`
) = range(11, 31)  # fmt: skip

LEAST_EXCESS = 1e-6  #: of what does not hold


@njit
def run(program, metrics, stack):
    """The value of a program; nan where something in it is not finite."""
    place, top, value = program, stack, 0.0  # the topmost value is kept aside
    while True:
        op, arg = load64(place), load64(place + 8)
        place += 16
        if op > EXP:
            top -= 8
            value = binary(op, load_float(top), value)
        elif op > JUMP_UNLESS:
            value = unary(op, value)
        elif op == END:
            return value
        elif op == JUMP:
            place += 16 * arg
        elif op == JUMP_UNLESS:
            place += 16 * arg if value == 0 else 0
            top -= 8
            value = load_float(top)
        else:
            store_float(top, value)
            top += 8
            value = load_float(metrics + 8 * arg) if op == METRIC else load_float(place - 8)
        if not isfinite(value):
            return np.nan


@njit
def unary(op, a):
    """An operation on one value; nan where it is not defined."""
    if op == NEGATE:
        return -a
    if op == NOT:
        return 1.0 if a == 0 else 0.0
    if op == ABS:
        return abs(a)
    if op == SQRT:
        return sqrt(a) if a >= 0 else np.nan
    if op == LOG:
        return log(a) if a > 0 else np.nan
    return exp(a)


@njit
def binary(op, a, b):
    """An operation on two values; nan or infinite where it is not defined."""
    if op >= OVER_LT:
        return excess(op, a, b)
    if op >= LT:
        return 1.0 if compare(op, a, b) else 0.0
    if op == ADD:
        return a + b
    if op == SUBTRACT:
        return a - b
    if op == MULTIPLY:
        return a * b
    if op == MIN:
        return b if b < a else a
    if op == MAX:
        return b if b > a else a
    if op == POWER:
        return a**b if a != 0 or b >= 0 else np.nan
    if b == 0:
        return np.nan
    return a / b if op == DIVIDE else a % b


@njit
def compare(op, a, b):
    """Whether a comparison holds."""
    if op == LT:
        return a < b
    if op == LE:
        return a <= b
    if op == GT:
        return a > b
    if op == GE:
        return a >= b
    return a == b if op == EQ else a != b


@njit
def excess(op, a, b):
    """0 where a comparison holds, else how far it is from it, measured in max(1, |b|)."""
    if compare(op - OVER_LT + LT, a, b):
        return 0.0
    if op == OVER_NE:
        return 1.0
    return max(abs(a - b) / max(1.0, abs(b)), LEAST_EXCESS)


@entry("void(int64[:,::1], float64[:,::1], float64[::1])")
def run_rows(program, rows, results):
    """Run a program on each row of metrics."""
    stack = np.empty(STACK)
    for i in range(len(rows)):
        results[i] = run(program.ctypes.data, rows[i].ctypes.data, stack.ctypes.data)

"""Outputs of a network -> the buttons that are held.

How is registered as the kind `outputs`; a config chooses it by name, and whoever builds it gives
the task's action set: `registry.build("outputs", chosen)(action_bytes("simple_movement"))`.

A table is a run of int64: a head (the fields below), then a pair for each output.
"""

from collections.abc import Sequence
from typing import Annotated, Literal, NamedTuple

import numpy as np
from numba import njit
from pydantic import Field

from evomario.emulator.compiling import entry
from evomario.emulator.memory import address, load8, load64, load_float
from evomario.mario import ram
from evomario.mario.actions import BUTTONS, button_byte
from evomario.registry import Unfit, register

_FIELDS = ("THRESHOLDS", "SIZE", "EVERY", "THRESHOLD", "AGAIN")
THRESHOLDS, SIZE, EVERY, THRESHOLD, AGAIN = (8 * i for i in range(len(_FIELDS)))
PAIRS = 8 * len(_FIELDS)  #: where the head ends

_A = BUTTONS["A"]
_OPPOSITE = {"left": "right", "right": "left", "up": "down", "down": "up"}

Button = Literal["A", "B", "select", "start", "up", "down", "left", "right"]
Moves = Annotated[int, Field(ge=1, le=1000)]
Level = Annotated[float, Field(allow_inf_nan=False)]


class Outputs(NamedTuple):
    """How outputs become buttons.

    Attributes:
        bytes: `uint8[size]`, what each output stands for: an action, or a button.
        every: moves for which a decision is held.
        threshold: above it an output presses its button; None: the largest output decides alone.
        jump_again: whether A is let go where holding it on would do nothing: see `meant`.
    """

    bytes: np.ndarray
    every: int = 1
    threshold: float | None = None
    jump_again: bool = False

    @property
    def size(self) -> int:
        """How many outputs a network must have."""
        return len(self.bytes)

    def array(self) -> np.ndarray:
        """The table that kernels take, `int64[n]`."""
        choice = self.threshold is None
        level = np.array([0.0 if self.threshold is None else self.threshold])
        places = {int(byte): place for place, byte in enumerate(self.bytes)}
        bits = {BUTTONS[one]: BUTTONS[other] for one, other in _OPPOSITE.items()}
        pairs = [
            (int(byte), -1 if choice else places.get(bits.get(int(byte), -1), -1))
            for byte in self.bytes
        ]
        head = [not choice, self.size, self.every, *level.view(np.int64), self.jump_again]
        return np.array([*head, *(number for pair in pairs for number in pair)], np.int64)


@register("outputs")
def argmax(actions: np.ndarray, *, every: Moves = 1, jump_again: bool = False) -> Outputs:
    """The largest output chooses an action; of equals the first.

    With `jump_again`, A is let go where holding it on would do nothing: on the ground, swimming.
    """
    return Outputs(actions, every, None, jump_again)


@register("outputs")
def threshold(
    actions: np.ndarray, *, buttons: tuple[Button, ...] = (), threshold: Level = 0.5,
    every: Moves = 1, jump_again: bool = False,
) -> Outputs:  # fmt: skip
    """An output for each button presses it; of left and right only the larger, likewise up, down.

    Without a list of buttons it is those that some action uses. `jump_again` as for `argmax`.

    Raises:
        Unfit: there is no button to press, or one is named twice.
    """
    used = np.bitwise_or.reduce(actions)
    names: Sequence[str] = buttons or tuple(name for name, bit in BUTTONS.items() if used & bit)
    if not names:
        raise Unfit(("buttons",), "the task's actions press no button", "a list of buttons")
    if len(set(names)) < len(names):
        raise Unfit(("buttons",), "a button is named twice")
    bits = np.array([button_byte([name]) for name in names], np.uint8)
    return Outputs(bits, every, threshold, jump_again)


@njit
def decides(table, moves):
    """Whether a new decision is due after so many moves; else the last one is held."""
    return moves % load64(table + EVERY) == 0


@njit
def buttons(outputs, table):
    """The button byte that outputs stand for; both arguments are addresses.

    nan is never the largest, and never above a threshold; where all are nan, the first is chosen.
    """
    if load64(table + THRESHOLDS):
        return pressed(outputs, table)
    best = 0
    for i in range(1, load64(table + SIZE)):
        value, highest = load_float(outputs + 8 * i), load_float(outputs + 8 * best)
        if value > highest or (highest != highest and value == value):
            best = i
    return load64(table + PAIRS + 16 * best)


@njit
def pressed(outputs, table):
    """The buttons whose outputs are above the threshold, and above that of the opposite button.

    Where left and right are above it and equal, neither is pressed.
    """
    byte = 0
    for i in range(load64(table + SIZE)):
        value, opposite = load_float(outputs + 8 * i), load64(table + PAIRS + 16 * i + 8)
        if not value > load_float(table + THRESHOLD):
            continue
        if opposite < 0 or not load_float(outputs + 8 * opposite) >= value:
            byte |= load64(table + PAIRS + 16 * i)
    return byte


@njit
def meant(state, decided, table):
    """What a decision means in the next move; `state` and `table` are addresses.

    With `jump_again`, that is without A where the game saw A down already and Mario stands, or
    swims: he jumps, or strokes, only where it was up before. So who decides on A jumps wherever he
    can.
    """
    if not load64(table + AGAIN) or not decided & _A:
        return decided
    held = load8(state + ram.BUTTONS_BEFORE) & 0x80
    if held and (load8(state + ram.FLOAT_STATE) == 0 or load8(state + ram.SWIMS)):
        return decided & ~_A
    return decided


@entry("int64(uint8[::1], int64, int64[::1])")
def _meant(memory, decided, table):
    return meant(address(memory), decided, address(table))


@entry("int64(float64[::1], int64[::1])")
def _press(row, table):
    return buttons(address(row), address(table))


def press(row: np.ndarray, how: Outputs) -> int:
    """The button byte that outputs, `float64[size]`, stand for."""
    return int(_press(row, how.array()))


def in_this_move(decided: int, memory: np.ndarray, how: Outputs) -> int:
    """What a decision means in the next move of a game, whose RAM is `uint8[2048]`."""
    return int(_meant(np.array(memory), decided, how.array()))

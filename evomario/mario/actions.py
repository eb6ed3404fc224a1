"""Buttons and action sets. A move is one byte, nes-py's bitmap of the buttons held down."""

from collections.abc import Sequence

import numpy as np

from evomario.errors import UserError, unknown

#: Button: its bit.
BUTTONS = {
    "A": 1, "B": 2, "select": 4, "start": 8, "up": 16, "down": 32, "left": 64, "right": 128,
}  # fmt: skip
_NO_BUTTON = "NOOP"

_RIGHT_ONLY = ["NOOP", "right", "right A", "right B", "right A B"]
_SIMPLE = [*_RIGHT_ONLY, "A", "left"]
_COMPLEX = [*_SIMPLE, "left A", "left B", "left A B", "down", "up"]

#: Name: the action sets of gym-super-mario-bros, an action as its buttons.
ACTION_SETS: dict[str, list[list[str]]] = {
    name: [action.split() for action in actions]
    for name, actions in (
        ("right_only", _RIGHT_ONLY),
        ("simple_movement", _SIMPLE),
        ("complex_movement", _COMPLEX),
    )
}


def button_byte(buttons: Sequence[str]) -> int:
    """The byte for buttons held together: `["right", "A"]` is 129, `["NOOP"]` and `[]` are 0.

    Raises:
        UserError: there is no such button.
    """
    names = {name.lower(): bit for name, bit in BUTTONS.items()} | {_NO_BUTTON.lower(): 0}
    byte = 0
    for button in buttons:
        if button.lower() not in names:
            raise UserError(unknown("button", button, [*BUTTONS, _NO_BUTTON]))
        byte |= names[button.lower()]
    return byte


def action_bytes(actions: str | Sequence[Sequence[str]]) -> np.ndarray:
    """An action set, by name or as a list of button combinations, as `uint8[n]`.

    Raises:
        UserError: there is no such set or button, or the list is empty.
    """
    if isinstance(actions, str):
        if actions.lower() not in ACTION_SETS:
            raise UserError(unknown("action set", actions, ACTION_SETS))
        actions = ACTION_SETS[actions.lower()]
    if not actions:
        raise UserError("an action set needs at least one action")
    return np.array([button_byte(action) for action in actions], np.uint8)


def describe(byte: int) -> str:
    """A byte's buttons in words: 129 is "right A", 0 is "NOOP"."""
    held = [name for name, bit in reversed(BUTTONS.items()) if byte & bit]
    return " ".join(held) or _NO_BUTTON

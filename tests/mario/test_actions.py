"""Buttons, action sets, and their bytes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.mario import ACTION_SETS, BUTTONS, action_bytes, button_byte
from evomario.mario.actions import describe


@pytest.mark.parametrize(
    ("buttons", "byte"),
    [
        ([], 0),
        (["NOOP"], 0),
        (["noop"], 0),
        (["A"], 1),
        (["b"], 2),
        (["select"], 4),
        (["START"], 8),
        (["up"], 16),
        (["down"], 32),
        (["left"], 64),
        (["right"], 128),
        (["right", "A"], 129),
        (["A", "right", "A"], 129),
        (list(BUTTONS), 255),
    ],
)
def test_the_byte_of_buttons(buttons, byte):
    assert button_byte(buttons) == byte


@pytest.mark.parametrize(
    ("button", "hint"),
    [("rihgt", "did you mean 'right'?"), ("strat", "did you mean 'start'?"), ("X", "expected")],
)
def test_an_unknown_button(button, hint):
    with pytest.raises(UserError) as caught:
        button_byte(["A", button])
    assert f"unknown button {button!r}: {hint}" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("right_only", [0, 128, 129, 130, 131]),
        ("simple_movement", [0, 128, 129, 130, 131, 1, 64]),
        ("complex_movement", [0, 128, 129, 130, 131, 1, 64, 65, 66, 67, 32, 16]),
        ("RIGHT_ONLY", [0, 128, 129, 130, 131]),
    ],
)
def test_an_action_set(name, expected):
    assert action_bytes(name).tolist() == expected


def test_the_action_sets_are_those_of_the_package():
    actions = pytest.importorskip("gym_super_mario_bros.actions")
    for name, ours in ACTION_SETS.items():
        theirs = getattr(actions, name.upper())
        assert [set(map(str.lower, a)) for a in ours] == [set(map(str.lower, a)) for a in theirs]


def test_a_list_of_button_combinations():
    bytes_ = action_bytes([["left"], [], ["A", "B"]])
    assert bytes_.tolist() == [64, 0, 3]
    assert bytes_.dtype == "uint8"


@pytest.mark.parametrize(
    ("actions", "message"),
    [
        ("right", "unknown action set 'right': did you mean 'right_only'"),
        ([], "an action set needs at least one action"),
        ([["A"], ["jump"]], "unknown button 'jump'"),
    ],
)
def test_an_action_set_that_cannot_be(actions, message):
    with pytest.raises(UserError, match=message):
        action_bytes(actions)


@given(st.integers(0, 255))
def test_words_and_bytes_say_the_same(byte):
    assert button_byte(describe(byte).split()) == byte


def test_a_byte_in_words():
    assert [describe(byte) for byte in (0, 129, 131)] == ["NOOP", "right A", "right B A"]

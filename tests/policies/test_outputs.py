from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evomario import registry
from evomario.config import ConfigError
from evomario.config.reader import compose
from evomario.emulator.compiling import entry
from evomario.mario.actions import ACTION_SETS, BUTTONS, action_bytes
from evomario.policies import outputs
from evomario.policies.outputs import Outputs
from evomario.registry import Unfit

SIMPLE = action_bytes("simple_movement")
NAMES = list(BUTTONS)

# Few values, so that some are equal; infinities and nan among them.
VALUES = st.sampled_from([0.0, 0.25, 0.5, 0.75, 1.0, -1.0, np.inf, -np.inf, np.nan]) | st.floats()


@entry("void(float64[:,::1], int64[::1], uint8[::1])")
def press(rows, table, pressed):
    """The buttons for each of an episode's rows of outputs."""
    held = 0
    for i in range(len(rows)):
        if outputs.decides(table.ctypes.data, i):
            held = outputs.buttons(rows[i].ctypes.data, table.ctypes.data)
        pressed[i] = held


def play(rows: Sequence[Sequence[float]], how: Outputs) -> list[int]:
    pressed = np.zeros(len(rows), np.uint8)
    press(np.array(rows, np.float64), how.array(), pressed)
    return pressed.tolist()


def buttons(row: Sequence[float], how: Outputs) -> int:
    return play([row], how)[0]


def of(kind: str, **parameters) -> Outputs:
    return registry.build("outputs", registry.choose("outputs", kind, **parameters))(SIMPLE)


def largest(row: Sequence[float]) -> int:
    """The twin of argmax."""
    known = [value for value in row if value == value]
    return next((i for i, value in enumerate(row) if value == max(known)), 0) if known else 0


def above(row: Sequence[float], names: Sequence[str], threshold: float) -> int:
    """The twin of threshold."""
    held = {name: value for name, value in zip(names, row, strict=True) if value > threshold}
    for one, other in (("left", "right"), ("up", "down")):
        if one in held and other in held:
            first, second = held[one], held[other]
            if first <= second:
                del held[one]
            if second <= first:
                del held[other]
    return sum(BUTTONS[name] for name in held)


@given(st.lists(VALUES, min_size=7, max_size=7))
def test_argmax_takes_the_action_of_the_first_largest_output(row):
    assert buttons(row, of("argmax")) == SIMPLE[largest(row)]


@given(
    st.lists(st.sampled_from(NAMES), min_size=1, max_size=8, unique=True),
    st.lists(VALUES, min_size=8, max_size=8),
    st.sampled_from([0.5, 0.0, -1.0]),
)
def test_threshold_presses_what_is_above_it_and_never_opposites(names, row, level):
    how = of("threshold", buttons=names, threshold=level)
    byte = buttons(row[: len(names)], how)
    assert byte == above(row[: len(names)], names, level)
    assert byte & 0xC0 != 0xC0 and byte & 0x30 != 0x30


@pytest.mark.parametrize(
    ("left", "right", "held"),
    [(0.9, 0.8, "left"), (0.8, 0.9, "right"), (0.9, 0.9, ""), (0.9, 0.1, "left"), (0.1, 0.2, "")],
)
def test_of_left_and_right_the_larger_is_held(left, right, held):
    how = of("threshold", buttons=["left", "A", "right"])
    assert buttons([left, 1.0, right], how) == BUTTONS["A"] + BUTTONS.get(held, 0)


def test_threshold_has_an_output_for_each_button_that_the_actions_use():
    assert of("threshold").bytes.tolist() == [BUTTONS[b] for b in ("A", "B", "left", "right")]
    assert of("threshold").size == 4
    assert of("argmax").size == len(ACTION_SETS["simple_movement"])


def test_buttons_that_make_no_sense_are_refused():
    with pytest.raises(Unfit, match="named twice"):
        of("threshold", buttons=["A", "A"])
    with pytest.raises(Unfit, match="press no button"):
        registry.build("outputs", registry.choose("outputs", "threshold"))(np.zeros(1, np.uint8))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{type: argmin}", "1:8: unknown outputs 'argmin'; expected one of argmax, threshold;"
         " did you mean 'argmax'?"),
        ("{type: argmax, every: 0}", "1:23: every is 0; expected at least 1"),
        ("{type: threshold, buttons: [a]}", "did you mean 'A'?"),
        ("{type: threshold, threshold: .inf}", ".inf is not a finite number"),
    ],
)  # fmt: skip
def test_a_config_chooses_by_name(text, message):
    assert registry.create("outputs", compose("{type: argmax, every: 4}", "f"))(SIMPLE).every == 4
    with pytest.raises(ConfigError) as error:
        registry.create("outputs", compose(text, "f"))
    assert message in str(error.value)


@pytest.mark.parametrize("every", [1, 3, 4])
def test_a_decision_is_held_for_so_many_moves(every):
    rows = np.random.default_rng(0).normal(size=(20, 7))
    each = play(rows, of("argmax"))
    assert len(set(each)) > 3
    assert play(rows, of("argmax", every=every)) == [each[i - i % every] for i in range(20)]

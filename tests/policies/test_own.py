import numpy as np
import pytest

from evomario.errors import UserError
from evomario.policies.own import Own


class Gives:
    def __init__(self, outputs: object) -> None:
        self.outputs, self.seen = outputs, None

    def activate(self, inputs: list[float]) -> object:
        self.seen = inputs
        return self.outputs


class Remembers(Gives):
    resets = 0

    def reset(self) -> None:
        self.resets += 1


@pytest.mark.parametrize("given", [[1, 2.5], (1.0, 2.5), np.array([1, 2.5], np.float32)])
def test_any_row_of_numbers_will_do(given) -> None:
    own = Own(lambda: Gives(given), 2, "genome 7")
    outputs = own.activate(np.array([0.5, 1.0]))
    assert outputs.dtype == np.float64 and outputs.tolist() == [1.0, 2.5]
    assert own.network.seen == [0.5, 1.0] and type(own.network.seen[0]) is float


def test_infinite_outputs_are_numbers() -> None:
    own = Own(lambda: Gives([float("inf"), 0]), 2, "genome 7")
    assert own.activate(np.zeros(1))[0] == np.inf


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ([1, 2, 3], r"genome 7: activate gave 3 outputs: expected 2 numbers"),
        ([], "gave 0 outputs"),
        ([[1, 2]], r"no row of numbers, but list \(1, 2\)"),
        (1.0, r"no row of numbers, but float \(\)"),
        ([0, float("nan")], "gave nan as output 1: expected 2 numbers"),
        (None, "no row of numbers, but NoneType"),
        ("ab", "no row of numbers, but str"),
        ({"a": 1}, "no row of numbers, but dict"),
        ([1, [2]], "no row of numbers, but list"),
    ],
)
def test_other_outputs_are_told_in_a_line(given, message) -> None:
    with pytest.raises(UserError, match=message):
        Own(lambda: Gives(given), 2, "genome 7").activate(np.zeros(3))


def test_a_network_is_made_anew_for_each_episode() -> None:
    made = []

    def make() -> Gives:
        made.append(Gives([1]))
        return made[-1]

    own = Own(make, 1, "genome 7")
    own.reset()
    assert own.network is made[0] and len(made) == 1
    own.reset()
    assert own.network is made[1] and len(made) == 2


def test_one_that_stays_is_reset_before_each_episode() -> None:
    one = Remembers([1])
    own = Own(lambda: one, 1, "genome 7")
    own.reset()
    own.reset()
    assert one.resets == 2


def test_what_has_no_activate_is_refused() -> None:
    with pytest.raises(UserError, match="genome 7: int has no activate"):
        Own(lambda: 5, 1, "genome 7")


class Fails:
    def __init__(self, where: str) -> None:
        self.where = where
        self._fail("init")

    def _fail(self, here: str) -> None:
        if self.where == here:
            raise ZeroDivisionError("mine")

    def reset(self) -> None:
        self._fail("reset")

    def activate(self, inputs: list[float]) -> list[float]:
        self._fail("activate")
        return [0.0]


@pytest.mark.parametrize("where", ["init", "reset", "activate"])
def test_the_user_s_own_exceptions_come_out_with_a_note(where: str) -> None:
    with pytest.raises(ZeroDivisionError, match="mine") as caught:
        own = Own(lambda: Fails(where), 1, "genome 7")
        own.reset()
        own.activate(np.zeros(1))
    if hasattr(caught.value, "add_note"):  # Python 3.11
        assert caught.value.__notes__ == ["raised by the network of genome 7"]

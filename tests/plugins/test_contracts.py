"""Our own plug-ins, and what is built in, keep the contracts that strangers inherit."""

import importlib.util

import evomario_plugins.brute
import evomario_plugins.champion_video
import evomario_plugins.map_elites
import evomario_plugins.mate_choice
import evomario_plugins.novelty
import evomario_plugins.random_search
import evomario_plugins.rules
import evomario_plugins.tensorboard  # noqa: F401, they register themselves
import pytest

from evomario import registry
from evomario.testing import (
    AlgorithmContract,
    CallbackContract,
    ObservationContract,
    OperatorContract,
    PolicyContract,
    StopContract,
)
from tests.search.toys import GIVEN, OPERATORS, buttons_for

GENOME = {"genome": {"type": "actions", "length": 50}}
AXES = [{"of": name, "from": 0, "to": 100} for name in ("x", "jumps")]


class TestRandomSearch(AlgorithmContract):
    name, parameters = "random_search", GENOME


class TestBrute(AlgorithmContract):
    name, parameters = "brute", {"length": 50, "hold": 1, "exploration": 0.2}


class TestMateChoice(AlgorithmContract):
    name, parameters = "mate_choice", GENOME


class TestNovelty(AlgorithmContract):
    name, parameters = "novelty", {**GENOME, "measures": ["x", "jumps"], "archived": 3}


class TestNoveltyByPath(AlgorithmContract):
    name, parameters = "novelty", {**GENOME, "measures": [{"type": "path"}]}


@pytest.mark.skipif(not importlib.util.find_spec("ribs"), reason="needs ribs")
class TestMapElites(AlgorithmContract):
    name, parameters = "map_elites", {**GENOME, "first": 30, "measures": AXES}


class TestGA(AlgorithmContract):
    name, parameters = "ga", GENOME


class TestNSGA2(AlgorithmContract):
    name, parameters = "nsga2", {**GENOME, "population": 12}


class TestRealGA(AlgorithmContract):
    name, parameters, space = "real_ga", {"population": 10}, (6, 3)


class TestDeepGA(AlgorithmContract):
    name, space = "deep_ga", (6, 3)


class TestCMAES(AlgorithmContract):
    name, parameters, space = "cma", {"population": 8, "hidden": [3]}, (6, 3)


class TestNeat(AlgorithmContract):
    name, parameters, space = "neat", {"population": 12}, (6, 3)


class TestRules(PolicyContract):
    name = "rules"


class TestTiles(ObservationContract):
    name = "tiles"


class TestPixels(ObservationContract):
    name = "pixels"


class TestCsv(CallbackContract):
    name = "csv"


class TestEarlyStopping(CallbackContract):
    name, parameters = "early_stopping", {"generations": 3}


class TestChampionVideo(CallbackContract):
    name = "champion_video"


@pytest.mark.skipif(not importlib.util.find_spec("tensorboard"), reason="needs tensorboard")
class TestTensorBoard(CallbackContract):
    name = "tensorboard"


class TestStagnation(StopContract):
    name, parameters = "stagnation", {"generations": 3}


def test_no_callback_of_ours_is_left_out() -> None:
    ours = {"csv", "early_stopping", "champion_video", "tensorboard"}
    assert ours == set(registry.names("callback"))


BUDGETS = [name for name in registry.names("stop") if name != "stagnation"]
RULES = [law for law in vars(StopContract) if law.startswith("test_")]


@pytest.mark.parametrize("law", RULES)
@pytest.mark.parametrize("budget", BUDGETS)
def test_budgets_keep_it_too(budget: str, law: str) -> None:
    class Of(StopContract):
        name, parameters = budget, {"most": 5}

    getattr(Of(), law)()


LAWS = [law for law in vars(OperatorContract) if law.startswith("test_")]


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize(("kind", "name"), OPERATORS)
def test_built_in_operators_keep_it_too(kind: str, name: str, law: str) -> None:
    class Of(OperatorContract):
        parameters = GIVEN.get(name, {})
        buttons = tuple(buttons_for(name).tolist())

    Of.kind, Of.name = kind, name
    getattr(Of(), law)()

"""The learner of docs/plugins.md, and what goes wrong with learners of other people's."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from evomario import registry
from evomario.errors import UserError
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.acting import Acting
from evomario.runs.champion import Champion
from evomario.runs.history import generations, summaries
from evomario.testing import LearnerContract
from tests.plugins.registered import unchanged

pytestmark = pytest.mark.skipif(find_spec("gymnasium") is None, reason="needs gymnasium")
SMALL = ["stop={generations: 3}", "task.limits.moves=300", "algorithm.frames=500"]


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch):
    with unchanged(monkeypatch):
        yield


def run(folder: Path, config: str, *changes: str) -> RunFolder:
    made = RunFolder.create("x", 0, folder)
    evolve(load_config(config, [*SMALL, *changes]), made, threads=1)
    return made


def test_it_learns_and_its_champion_acts_again(docs: Path, tmp_path: Path) -> None:
    registry.load_file(docs / "shover.py")
    made = run(tmp_path / "run", str(docs / "shover.yaml"))
    table, told = generations(made.history), summaries(made.history)["learning"]
    assert table["frames"][-1] >= 3 * 500 and (told["episodes"] >= 0).all()
    champion = Champion.read(made.champion)
    acting = Acting.of(made, champion)
    assert acting is not None and acting.who == "the network"


def test_it_keeps_the_contract(docs: Path) -> None:
    from evomario.testing import checking

    registry.load_file(docs / "shover.py")
    assert checking.broken(type("C", (LearnerContract,), {"name": "shover"})()) == {}


BAD = """
from evomario.policies.networks import Network
from evomario.registry import register
from evomario.search import Learner

@register("learner", "bad")
class Bad(Learner):
    "Goes wrong."

    def __init__(self, spaces, seed, *, how: str = "learn"):
        self.how = how

    def learn(self, env, frames):
        if self.how == "learn":
            raise ZeroDivisionError("oh")

    @property
    def policy(self):
        return 3

    def state(self):
        return {}

    def load(self, state):
        pass
"""


@pytest.mark.parametrize(
    ("how", "problem"),
    [
        ("learn", r"learner bad: ZeroDivisionError: oh, at .*bad.py:15"),
        ("policy", "learner bad: a policy of int: expected Network or Learnt"),
    ],
)
def test_what_goes_wrong_is_told_in_one_line(tmp_path: Path, how: str, problem: str) -> None:
    (tmp_path / "bad.py").write_text(BAD)
    registry.load_file(tmp_path / "bad.py")
    changes = [f"algorithm={{type: bad, how: {how}}}", "stop={generations: 3}"]
    folder = RunFolder.create("x", 0, tmp_path / "run")
    with pytest.raises(UserError, match=problem):
        evolve(load_config("neat/1-1", changes), folder, threads=1)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("class Bad(Learner): pass", "expected a Learner with its own"),
        ("class Bad: pass", "expected a Learner with its own"),
    ],
)
def test_what_is_no_learner_is_not_registered(tmp_path: Path, text: str, problem: str) -> None:
    head = "from evomario.registry import register\nfrom evomario.search import Learner\n"
    (tmp_path / "bad.py").write_text(f'{head}@register("learner", "bad")\n{text}\n')
    with pytest.warns(UserWarning, match=problem):
        registry.load_file(tmp_path / "bad.py")


def test_a_name_is_an_algorithm_s_or_a_learner_s(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text(BAD.replace('"bad"', '"neat"'))
    with pytest.warns(UserWarning, match="algorithm 'neat' is registered already, as it is built"):
        registry.load_file(tmp_path / "bad.py")
    (tmp_path / "good.py").write_text(BAD)
    registry.load_file(tmp_path / "good.py")
    (tmp_path / "worse.py").write_text(
        "from evomario.registry import register\n"
        '@register("algorithm", "bad")\nclass Worse:\n    pass\n'
    )
    with pytest.warns(UserWarning, match="learner 'bad' is registered already, by plug-in good"):
        registry.load_file(tmp_path / "worse.py")

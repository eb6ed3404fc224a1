"""An algorithm that a plug-in brings: run, killed and resumed."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from evomario import registry
from evomario.errors import UserError
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.history import generations
from tests.plugins.registered import unchanged

CHANGES = ["algorithm={type: climber, children: 8, length: 400}", "stop={generations: 20}",
           "task.limits.moves=400"]  # fmt: skip


@pytest.fixture(autouse=True)
def _climber(docs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with unchanged(monkeypatch):
        registry.load_file(docs / "climber.py")
        yield


def run(folder: RunFolder, **options: object) -> list[str]:
    config = load_config("ga/1-1", CHANGES)
    evolve(config, folder, **options)
    return generations(folder.history)["digest"]


def test_it_climbs_and_a_run_goes_on_exactly(tmp_path: Path) -> None:
    whole = RunFolder.create("a", 0, tmp_path / "a")
    digests = list(run(whole, threads=1))
    best = list(generations(whole.history)["best"])
    assert best == sorted(best) and best[-1] > best[0]
    broken = RunFolder.create("b", 0, tmp_path / "b")

    def stop(progress: object) -> None:
        if progress.generation == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(broken, threads=2, save_seconds=0, each=stop)
    assert list(run(broken, threads=2, resume=True)) == digests


@pytest.mark.parametrize(
    ("part", "told"),
    [("children: 0", "algorithm.children is 0; expected at least 1"),
     ("childen: 3", "unknown key 'childen'; did you mean 'children'?")],
)  # fmt: skip
def test_its_parameters_are_checked_at_their_place(part: str, told: str) -> None:
    with pytest.raises(UserError) as caught:
        load_config("ga/1-1", [f"algorithm={{type: climber, {part}}}"])
    assert told in str(caught.value)
    described = registry.describe("algorithm", "climber")
    assert [each.name for each in described.parameters] == ["children", "length", "hold"]

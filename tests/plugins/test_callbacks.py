"""Callbacks, stop rules and sections of plug-ins: the page's examples, and evomario's own."""

import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import evomario_plugins.champion_video
import evomario_plugins.tensorboard  # noqa: F401, the imports register
import pytest

from evomario import registry
from evomario.config import ConfigError
from evomario.errors import UserError
from evomario.registry import entries
from evomario.report.sections import draw_run
from evomario.runs import Progress, Result, RunFolder, evolve, load_config
from evomario.runs.history import champions, generations
from evomario.runs.plugins import load_run
from tests.plugins.registered import unchanged

SMALL = ["task.limits.moves=300", "evaluation.memory=16"]
FIVE = "stop={generations: 5}"


@pytest.fixture(autouse=True)
def _examples(docs: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The page's examples, registered."""
    with unchanged(monkeypatch):
        for name in ("diary", "converged", "ends"):
            registry.load_file(docs / f"{name}.py")
        yield


def run(where: Path, *changes: str, resume: bool = False, stop: int = 0) -> Result:
    """A run of a few moves; with `stop`, it is interrupted after that generation."""

    def interrupt(progress: Progress) -> None:
        if progress.generation == stop:
            raise KeyboardInterrupt

    where.mkdir(exist_ok=True)
    config = load_config("ga/1-1", [*SMALL, *changes])
    return evolve(config, RunFolder(where), threads=1, resume=resume, each=interrupt)


def test_the_diary_has_each_better_champion_once(tmp_path: Path) -> None:
    diary = "callbacks=[{type: diary}]"
    run(tmp_path / "a", FIVE, diary)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "b", FIVE, diary, stop=3)
    run(tmp_path / "b", FIVE, diary, resume=True)
    lines = (tmp_path / "a/diary.txt").read_text().splitlines()
    assert (tmp_path / "b/diary.txt").read_text().splitlines() == lines
    found = champions(RunFolder(tmp_path / "a").history)
    assert lines == [
        f"generation {each.generation}: {each.fitness:.3f}, {len(each.moves)} moves"
        for each in found
    ]
    assert run(tmp_path / "c", FIVE, "callbacks=[{type: diary, enough: 1}]").stopped_by == (
        "the diary is full"
    )


def test_a_rule_that_counts_goes_on_exactly(tmp_path: Path) -> None:
    rule = "stop={rules: [{type: converged, within: 0.9, generations: 4}]}"
    whole = run(tmp_path / "a", rule)
    assert whole.stopped_by == "converged to 90%" and whole.progress.generation >= 4
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "b", rule, stop=whole.progress.generation - 1)
    again = run(tmp_path / "b", rule, resume=True)
    tables = [generations(RunFolder(tmp_path / name).history)["digest"].tolist() for name in "ab"]
    assert again.stopped_by == whole.stopped_by and tables[0] == tables[1]


def test_a_section_is_drawn(tmp_path: Path) -> None:
    folder = run(tmp_path / "a", "stop={generations: 1}").folder
    assert [path.name for path in draw_run(folder, "title")[-2:]] == ["ends.png", "ends.svg"]


def test_a_run_remembers_whose_callbacks_and_rules_it_uses(tmp_path: Path) -> None:
    rules = "stop={generations: 1, rules: [{type: converged}]}"
    folder = run(tmp_path / "a", rules, "callbacks=[{type: diary}]").folder
    assert '"diary"' in folder.plugins.read_text() and '"converged"' in folder.plugins.read_text()
    entries.drop(next(each for each in registry.given() if each.name == "diary"))
    with pytest.raises(UserError, match="needs callback 'diary' of plug-in diary"):
        load_run(folder)


def test_champions_are_filmed_where_they_are_new(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filmed: list[str] = []

    def film(path: Path, *_: Any) -> None:
        filmed.append(path.name)

    monkeypatch.setattr("evomario.report.pictures.film_champion", film)
    video = "callbacks=[{type: champion_video, every: 2}]"
    (tmp_path / "a/films").mkdir(parents=True)
    partial = tmp_path / "a/films/.generation-000002.99.mp4"
    partial.touch()
    stop = "stop={generations: 9}"
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "a", stop, video, stop=3)
    result = run(tmp_path / "a", stop, video, resume=True)
    better = [each.generation for each in champions(result.folder.history)]
    news = [
        n for n in range(2, 10, 2) if any(n - 2 < generation <= n for generation in better)
    ]  # fmt: skip
    assert filmed == [f"generation-{n:06d}.mp4" for n in news] and not partial.exists()


def test_a_film_is_left(tmp_path: Path) -> None:
    run(tmp_path / "a", "stop={generations: 1}", "callbacks=[{type: champion_video, every: 1}]")
    assert (tmp_path / "a/films/generation-000001.mp4").stat().st_size > 1000


def test_without_tensorboard_the_error_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "tensorboard.compat.proto", None)
    told = r"^--set callbacks:1:19: .* not installed: pip install 'evomario\[tensorboard\]'$"
    with pytest.raises(ConfigError, match=told):
        load_config("ga/1-1", ["callbacks=[{type: tensorboard}]"])


@pytest.mark.skipif(find_spec("tensorboard") is None, reason="needs tensorboard")
def test_tensorboard_sees_each_generation_once(tmp_path: Path) -> None:
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    board = "callbacks=[{type: tensorboard}]"
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path / "a", FIVE, board, stop=3)
    folder = run(tmp_path / "a", FIVE, board, resume=True).folder
    seen = EventAccumulator(str(folder.path / "tensorboard"))
    seen.Reload()
    best = generations(folder.history)["best"]
    for tag in ("fitness/best", "champion/coins", "spent/frames"):
        steps = [event.step for event in seen.Scalars(tag)]
        assert steps == [1, 2, 3, 4, 5]
    assert seen.Scalars("fitness/best")[-1].value == pytest.approx(max(best))

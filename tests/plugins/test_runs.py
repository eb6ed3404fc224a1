"""First-party plug-ins in whole runs: resumed, on several threads, from their configs."""

from pathlib import Path

import evomario_plugins.brute
import evomario_plugins.map_elites
import evomario_plugins.mate_choice
import evomario_plugins.novelty
import evomario_plugins.random_search
import evomario_plugins.rules  # noqa: F401, the imports register
import pytest

from evomario.runs import Progress, RunFolder, evolve, load_config
from evomario.runs.history import generations

CONFIGS = Path(__file__).parents[2] / "configs" / "plugins"
NAMES = [
    "random_search-1-1", "brute-1-1", "mate_choice-1-1", "novelty-1-1", "map_elites-1-1",
    "rules-1-1",
]  # fmt: skip
CHANGES = ("stop={generations: 5}", "task.limits.moves=500", "evaluation.memory=16")


def digests(folder: RunFolder) -> list[tuple]:
    table = generations(folder.history)
    return table[["generation", "evaluations", "frames", "best", "mean", "digest"]].tolist()


def stop(progress: Progress) -> None:
    if progress.generation == 3:
        raise KeyboardInterrupt


@pytest.mark.parametrize("name", NAMES)
def test_a_run_repeats_on_several_threads_and_after_an_interrupt(name: str, tmp_path: Path) -> None:
    if "map_elites" in name:
        pytest.importorskip("ribs")
    config = str(CONFIGS / f"{name}.yaml")
    whole, parted = RunFolder(tmp_path / "whole"), RunFolder(tmp_path / "parted")
    for folder in (whole, parted):
        folder.path.mkdir()
    result = evolve(load_config(config, CHANGES), whole, threads=1, save_seconds=0)
    with pytest.raises(KeyboardInterrupt):
        evolve(load_config(config, CHANGES), parted, threads=2, each=stop, save_seconds=1e9)
    evolve(load_config(str(parted.config)), parted, threads=2, resume=True)
    assert digests(parted) == digests(whole)
    assert len({row[-1] for row in digests(whole)}) == 5
    assert result.champion.recordings[0].outcome["distance"] > 100

"""What worker processes are given: the ROM that was named, and policies that act in Python."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from evomario import registry
from evomario.mario import roms
from evomario.policies.weighted import Player
from evomario.runs import Champion, Progress, RunFolder, evolve, load_config
from evomario.runs.history import generations
from tests.plugins.conftest import docs  # noqa: F401, a fixture
from tests.plugins.registered import unchanged

PROCESSES = "evaluation.evaluator={type: processes}"
SHORT = ["stop={generations: 2}", "task.limits.moves=120"]

# A plug-in that notes which ROMs the processes read that load it.
WITNESS = """
import os
from pathlib import Path

from evomario.mario import roms
from evomario.registry import register

read = roms.read_rom


def noted(path):
    with (Path({notes!r}) / str(os.getpid())).open("a") as file:
        file.write(f"{{path}}\\n")
    return read(path)


roms.read_rom = noted


@register("metric")
def nothing(ram, last, memory):
    return 0.0
"""


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(roms, "_given", {})
    monkeypatch.setattr(roms, "read_rom", roms.read_rom)
    with unchanged(monkeypatch):
        yield
    roms.load.cache_clear()


def digests(folder: RunFolder) -> list[str]:
    return generations(folder.history)["digest"].tolist()


def run(path: Path, config: str, *changes: str, workers: int = 2) -> RunFolder:
    folder = RunFolder.create("run", 0, path)
    evolve(load_config(config, [*SHORT, *changes]), folder, threads=workers)
    return folder


def test_workers_play_the_rom_that_was_given(tmp_path: Path) -> None:
    changes = ["task.train=[1-1, lost-1-1]", "fitness.objectives=[{maximize: distance}]"]
    here = run(tmp_path / "here", "ga/1-1", *changes)
    copy, notes, witness = tmp_path / "a copy.nes", tmp_path / "notes", tmp_path / "witness.py"
    copy.write_bytes(roms.find_rom("smb").read_bytes())
    notes.mkdir()
    witness.write_text(WITNESS.format(notes=str(notes)))
    roms.use_rom(copy)
    registry.load_file(witness)
    there = run(tmp_path / "there", "ga/1-1", *changes, PROCESSES)
    assert digests(there) == digests(here)
    found = {file.name: set(file.read_text().splitlines()) for file in notes.iterdir()}
    found.pop(str(os.getpid()), None)
    assert len(found) == 2
    assert all(read == {str(copy), str(roms.find_rom("lost"))} for read in found.values())


def test_a_policy_that_acts_in_python_plays_on_workers(
    docs: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    registry.load_file(docs / "hurdler.py")
    config = str(docs / "hurdler.yaml")
    changes = ["task.noise={sticky: 0.25, episodes: 2}", "task.lives=2"]
    here = run(tmp_path / "here", config, *changes, workers=1)
    there = run(tmp_path / "there", config, *changes, PROCESSES)
    gym = run(tmp_path / "gym", config, *changes, "stop.generations=1",
              "evaluation.evaluator={type: processes, engine: gym}")  # fmt: skip
    assert digests(here) == digests(there) and digests(gym) == digests(here)[:1]
    assert there.champion.read_text() == here.champion.read_text()
    assert Champion.read(there.champion).policy["policy"]["type"] == "hurdler"


def test_such_a_run_goes_on_exactly(docs: Path, tmp_path: Path) -> None:  # noqa: F811
    registry.load_file(docs / "hurdler.py")
    config = str(docs / "hurdler.yaml")
    policy = load_config(config, SHORT).task
    assert isinstance(policy.player(load_config(config).algorithm().ask()[0]), Player)
    whole, cut = run(tmp_path / "whole", config), RunFolder.create("run", 0, tmp_path / "cut")

    def stop(progress: Progress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        evolve(load_config(config, [*SHORT, PROCESSES]), cut, threads=2, each=stop)
    evolve(load_config(str(cut.config)), cut, threads=2, resume=True)
    assert digests(cut) == digests(whole)

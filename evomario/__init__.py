"""Evolve Mario: evolutionary algorithms on Super Mario Bros. from one YAML file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # `import evomario` stays light: what follows imports when it is called
    from evomario.runs import Result, RunConfig
    from evomario.runs.record import RunRecord

__all__ = ["__version__", "load", "load_run", "run"]
__version__ = "0.1.0"


def load(config: str | Path, *, overrides: Sequence[str] = ()) -> RunConfig:
    """Read a config: `load("ga/1-1").task.evaluate(genomes)` plays and judges.

    Args:
        config: a file, or the name of a config of the package.
        overrides: assignments such as `algorithm.population=50`.

    Returns:
        Its `task` and its `settings`.

    Raises:
        ConfigError: it cannot be read or is wrong somewhere; the message says where.
    """
    from evomario.runs import load_config

    return load_config(str(config), overrides)


def load_run(path: str | Path) -> RunRecord:
    """Read what a run has left: `load_run("runs/ga-1-1-0-...").history` is a table.

    Args:
        path: the run's folder, or `last`.

    Returns:
        Its `history` by generation, its `individuals()`, `totals`, `champion` and more; see
        `RunRecord`.

    Raises:
        UserError: there is no run.
    """
    from evomario.runs import RunFolder
    from evomario.runs.record import RunRecord

    return RunRecord(RunFolder.find(str(path)))


def run(
    config: str | Path,
    *,
    seed: int | None = None,
    output: str | Path | None = None,
    overrides: Sequence[str] = (),
    threads: int | None = None,
    rom: str | Path | None = None,
    pictures: bool = True,
) -> Result:
    """Evolve as a config says, and leave what `evomario run` leaves.

    The run folder holds the resolved config, the history, checkpoints, the champion, its film,
    the curves, and a page of all of it. It prints nothing; what is odd comes as a Python warning,
    such as `NotFinite`. After an interruption `evomario resume FOLDER` goes on with it.

    Args:
        config: a file, or the name of a config of the package.
        seed: the root seed; default: the config's.
        output: the run folder; default: a new one under `runs/`.
        overrides: assignments such as `algorithm.population=50`.
        threads: default: all cores. Results do not depend on it.
        rom: another copy of the ROM than the installed one; it counts for the whole process.
        pictures: whether to film the champion, to plot its way there, and to write the page.

    Returns:
        The champion, how far the run went, why it stopped, and its folder.

    Raises:
        ConfigError: the config cannot be read or is wrong somewhere.
        UserError: the folder cannot be made, or is not empty; or the ROM is no such ROM.
    """
    from evomario.runs import RunFolder, evolve

    if rom is not None:
        from evomario.mario.roms import use_rom

        use_rom(Path(rom))
    seeds = [] if seed is None else [f"seed={seed}"]
    loaded = load(config, overrides=[*overrides, *seeds])
    place = None if output is None else Path(output)
    folder = RunFolder.create(loaded.settings.name, loaded.settings.seed, place)
    result = evolve(loaded, folder, threads=threads)
    if pictures:
        from evomario.report.pictures import illustrate

        illustrate(result, f"{loaded.settings.name}, seed {loaded.settings.seed}")
    return result

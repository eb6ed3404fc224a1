"""The command line. Heavy imports wait until a command needs them."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

import typer

from evomario import __version__
from evomario.commands.compare import compare
from evomario.commands.configs import new, schema, validate
from evomario.commands.experiment import experiment
from evomario.commands.listing import list_
from evomario.commands.observe import observe
from evomario.commands.output import Config, Json, Plugins, Rom, Set, plain_warnings, use_rom, warn
from evomario.commands.output import print_json as _json
from evomario.commands.output import say as _say
from evomario.commands.plugins import app as _plugin
from evomario.commands.stats import stats
from evomario.commands.transfer import transfer
from evomario.commands.trying import try_
from evomario.errors import UserError, one_line, unknown

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Evolve Mario: evolutionary algorithms on Super Mario Bros. from one YAML file.",
)

_INTERRUPTED = 130
_SHOWN = 8  # episodes of a champion that are told of, each in a line

# What typer raises for a wrong command line; some versions take it from click, others bring it.
_UsageError: Any = typer.BadParameter.mro()[2]

Engine = Annotated[
    str, typer.Option("--engine", metavar="ENGINE", help="compiled, or gym (gym-super-mario-bros).")
]
Workers = Annotated[
    int | None, typer.Option(metavar="N", min=1, help="Threads, or processes. (default: all cores)")
]
Video = Annotated[
    Path | None, typer.Option("--video", metavar="FILE", help="Film it: a name ending in .mp4.")
]


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"evomario {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Print the version."),
    ] = False,
) -> None:
    pass


@app.command()
def run(
    config: Config,
    set_: Set = None,
    seed: Annotated[int | None, typer.Option(metavar="N", min=0, help="Root seed.")] = None,
    output: Annotated[
        Path | None, typer.Option(metavar="DIR", help="The run folder. (default: runs/...)")
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="RUN", help="Begin with what was found there."),
    ] = None,
    workers: Workers = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Serve the run's page, on this machine alone.")
    ] = False,
    rom: Rom = None,
    plugin: Plugins = None,
    as_json: Json = False,
) -> None:
    """Evolve Mario as a config says, and keep the champion, its video and the history."""
    from evomario.runs import RunFolder, load_config
    from evomario.runs.starting import keep_start, start_of
    from evomario.runs.traps import traps

    use_rom(rom)
    overrides = [*(set_ or []), *([f"seed={seed}"] if seed is not None else [])]
    loaded = load_config(config, overrides)
    settings = loaded.settings
    start = start_of(loaded, RunFolder.find(from_)) if from_ else None
    folder = RunFolder.create(settings.name, settings.seed, output)
    if start:
        keep_start(folder, start)
    for each in traps(loaded):
        warn(each)
    with _watched(folder, settings, watch, as_json) as ended:
        _evolve(loaded, folder, workers, as_json)
        ended()


@contextmanager
def _watched(
    folder: Any, settings: Any, watch: bool, as_json: bool
) -> Iterator[Callable[[], None]]:
    """Serve the page of a run, if it is to be watched; gives what to call at the run's end."""
    if not watch:
        yield lambda: None
        return
    from evomario.report.watch.watched import watched

    with watched(folder, f"{settings.name}, seed {settings.seed}") as (address, ended):
        typer.echo(f"watch: {address}", err=as_json)
        yield ended


@app.command()
def resume(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run folder, or last.")],
    set_: Set = None,
    workers: Workers = None,
    rom: Rom = None,
    plugin: Plugins = None,
    as_json: Json = False,
) -> None:
    """Go on with a run from its newest checkpoint, exactly as if it had never stopped."""
    from evomario.runs import RunFolder, load_run

    use_rom(rom)
    folder = RunFolder.find(run)
    _evolve(load_run(folder, set_ or []), folder, workers, as_json, resume=True)


def _evolve(
    config: Any, folder: Any, workers: int | None, as_json: bool, resume: bool = False
) -> None:
    """Run or go on with a run, show it, and leave its pictures."""
    from evomario.display import display
    from evomario.report.pictures import illustrate
    from evomario.report.words import episode_in_words, trial_in_words
    from evomario.runs import evolve

    settings = config.settings
    _say(f"{settings.name}, seed {settings.seed}: {folder.path}", as_json)
    with display(settings.stop, quiet=as_json) as each:
        result = evolve(config, folder, threads=workers, resume=resume, each=each)
    champion, progress = result.champion, result.progress
    illustrate(result, f"{settings.name}, seed {settings.seed}")
    if as_json:
        _json(
            folder=str(folder.path), stopped_by=result.stopped_by, seed=settings.seed,
            generations=progress.generation, evaluations=progress.evaluations,
            frames=progress.frames, frames_emulated=progress.frames_emulated,
            seconds=progress.seconds, fitness=progress.best, finished=progress.finished,
            solved=champion.solved, objectives=champion.objectives, violation=champion.violation,
            champion=[recording.outcome for recording in champion.recordings],
            trials=[trial._asdict() for trial in champion.trials],
            front=[one.objectives for one in result.front], hypervolume=progress.hypervolume,
        )  # fmt: skip
        return
    _say(
        f"{result.stopped_by} after {progress.generation} generations, {progress.evaluations:,} "
        f"evaluations, {progress.frames:,} frames ({progress.frames_emulated:,} emulated) "
        f"in {progress.seconds:.1f} s"
    )
    for recording in champion.recordings[:_SHOWN]:
        _say(episode_in_words(recording))
    for trial in champion.trials:
        _say(trial_in_words(trial))
    _say("solved: the champion, played again, finishes" if champion.solved else "not solved")
    if result.front:
        _say(f"front: {len(result.front)} solutions in {folder.front}")
    _say(f"video: {folder.video}")
    _say(f"page: {folder.page}")
    _say(f"check it on gym-super-mario-bros: evomario play {folder.path} --engine gym")


def _film(recordings: Any, engine: str, video: Path | None, acting: Any = None) -> Any:
    """Play recordings again, filming them if there is a path; what came of them now."""
    if video is None:
        return [recording.again(engine) for recording in recordings]
    from evomario.report.networks.episodes import film_episodes

    return film_episodes(video, recordings, engine, acting)


@app.command()
def play(
    run: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="A run folder, or last.")
    ] = None,
    member: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Of the run's front, the N-th, from 1.")
    ] = None,
    level: Annotated[str | None, typer.Option(metavar="LEVEL", help="With --moves: 1-1.")] = None,
    moves: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Recorded moves: lines as '12 right A'.")
    ] = None,
    lives: Annotated[int, typer.Option(metavar="N", help="Tries, with --moves.")] = 1,
    engine: Engine = "compiled",
    video: Video = None,
    network: Annotated[
        bool, typer.Option("--network", help="In the film, show its network beside the game.")
    ] = False,
    rom: Rom = None,
    plugin: Plugins = None,
    as_json: Json = False,
) -> None:
    """Play a run's champion, or a list of moves, and say what happens; film it on request."""
    from evomario.mario.game import ENGINES
    from evomario.report.words import episode_in_words

    if engine not in ENGINES:
        raise UserError(unknown("engine", engine, ENGINES))
    if video is not None:
        from evomario.report.video import check_video

        check_video(video)
    use_rom(rom)
    if run is not None and (level is not None or moves is not None):
        raise UserError("give a run, or --level with --moves, not both")
    champion = _champion(run, member) if run else None
    recorded = champion.recordings if champion else [_listed(level, moves, lives)]
    acts = _acting(run, champion) if run else None
    if network and not (acts and acts.who == "the network" and video):
        raise UserError("--network goes with --video, and with a run whose champion is a network")
    played = _film(recorded, engine, video, acts if network else None)
    found = [a.differences(b) if run else [] for a, b in zip(recorded, played, strict=True)]
    if acts:
        found = [[*a, *_acted(acts, b, engine)] for a, b in zip(found, recorded, strict=True)]
    differences = [f"{a.level}: {each}" for a, b in zip(recorded, found, strict=True) for each in b]
    if as_json:
        episodes = [
            {"level": p.level, "lives": p.lives, "outcome": p.outcome, "ram_sha256": p.ram}
            for p in played
        ]
        _json(engine=engine, episodes=episodes, as_recorded=not differences if run else None,
              differences=differences, video=str(video) if video else None)  # fmt: skip
    else:
        for recording in played:
            _say(episode_in_words(recording))
        if run and not differences:
            how = f"; {acts.who}, acting on its own, does the same" if acts else ""
            _say(f"as recorded: Outcome and RAM are the same on the engine {engine}{how}")
        if video:
            _say(f"video: {video}")
    if differences:
        typer.echo(f"not as recorded: {'; '.join(differences)}", err=True)
        raise typer.Exit(1)


def _champion(run: str, member: int | None = None) -> Any:
    """A run's champion, or a member of its front."""
    from evomario.runs import Champion, RunFolder
    from evomario.runs.champion import read_front

    folder = RunFolder.find(run)
    if member is None:
        return Champion.read(folder.champion)
    front = read_front(folder.front)
    if member > len(front):
        raise UserError(f"the front of {run} has {len(front)} members, not {member}")
    return front[member - 1]


def _acting(run: str, champion: Any) -> Any:
    """What plays a champion that watches the game; its moves alone where a plug-in is missing."""
    from evomario.runs import RunFolder
    from evomario.runs.acting import Acting
    from evomario.runs.plugins import MissingPlugin

    try:
        return Acting.of(RunFolder.find(run), champion)
    except MissingPlugin as error:
        warn(f"{error}; till then its moves are played, and nothing acts on its own")
        return None


def _acted(acting: Any, recorded: Any, engine: str) -> list[str]:
    """What acts for a champion does otherwise than recorded, when it does so there on its own."""
    from evomario.runs.acting import acted, otherwise

    now = acted(acting.task, acting.network, recorded, engine)
    return otherwise(recorded, now, acting.who)


def _listed(level: str | None, moves: Path | None, lives: int) -> Any:
    """The moves in a file, to be played."""
    from evomario.mario.levels import find_level
    from evomario.mario.moves import read_moves
    from evomario.runs import Recording

    if level is None or moves is None:
        raise UserError("nothing to play: expected a run (or last), or --level with --moves")
    return Recording(find_level(level).name, lives, read_moves(moves), {}, "")


app.command()(stats)
app.command()(experiment)
app.command()(transfer)
app.command()(observe)
app.command("try")(try_)
app.command()(compare)


@app.command()
def report(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run folder, or last.")],
    ghosts: Annotated[
        int | None,
        typer.Option(
            metavar="GENERATION",
            min=1,
            help="Film that one as ghosts. (default: the last one with a finish, or the last)",
        ),
    ] = None,
    plugin: Plugins = None,
    as_json: Json = False,
) -> None:
    """Draw all there is of a run, and write its page: report.html."""
    from evomario.report.pictures import report_run
    from evomario.runs import RunFolder, load_run

    folder = RunFolder.find(run)
    settings = load_run(folder).settings
    *made, page = report_run(folder, f"{settings.name}, seed {settings.seed}", ghosts)
    if as_json:
        _json(pictures=[str(path) for path in made], page=str(page))
    else:
        _say("\n".join(str(path) for path in made))
        _say(f"page: {page}")


@app.command()
def gif(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run folder, or last.")],
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="(default: champions.gif in the run)")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a GIF of the champions of generations 1, 5, 20 and the last, one after another."""
    from evomario.report.gif import chapters, write_gif
    from evomario.runs import RunFolder
    from evomario.runs.files import whole
    from evomario.runs.history import champions, milestones

    folder = RunFolder.find(run)
    first = _champion(run).recordings[0]
    shown = chapters(milestones(champions(folder.history)))
    path = output or folder.path / "champions.gif"
    with whole(path) as partial:
        write_gif(partial, first.lives, shown)
    if as_json:
        _json(gif=str(path), captions=[chapter.caption for chapter in shown])
    else:
        _say(f"gif: {path}")


@app.command()
def export(
    run: Annotated[str, typer.Argument(metavar="RUN", help="A run folder, or last.")],
    verifier: Annotated[
        bool, typer.Option("--verifier", help="A script that replays the champion by itself.")
    ] = False,
    output: Annotated[
        Path | None, typer.Option(metavar="FILE", help="(default: verify.py in the run)")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a script that replays the champion with gym-super-mario-bros and numpy alone."""
    from evomario.runs import RunFolder
    from evomario.runs.files import write_text
    from evomario.runs.verifier import verifier as script

    if not verifier:
        raise UserError("nothing to export: expected --verifier")
    folder = RunFolder.find(run)
    path = output or folder.path / "verify.py"
    write_text(path, script(_champion(run), f"the champion of {folder.path.name}"))
    if as_json:
        _json(verifier=str(path))
    else:
        _say(f"verifier: {path}")


for _command in (validate, new, schema):
    app.command()(_command)
app.command("list")(list_)
app.add_typer(_plugin, name="plugin")


@app.command()
def bench(as_json: Json = False) -> None:
    """Measure the engine's speed against gym-super-mario-bros, in one process."""
    from evomario.bench import bench as measure
    from evomario.bench import table

    _say("measuring on level 1-1: this takes about a minute", as_json)
    figures = measure()
    if as_json:
        _json(**figures)
    else:
        _say(table(figures))


@contextmanager
def _plain_errors() -> Iterator[None]:
    """Turn what the user got wrong into one line and exit code 2."""
    try:
        yield
    except UserError as error:
        _fail(str(error), 2)
    except _UsageError as error:
        _fail(error.format_message(), error.exit_code)
    except (KeyboardInterrupt, typer.Abort):
        _fail("interrupted", _INTERRUPTED)


def _fail(message: str, code: int) -> None:
    typer.echo(f"evomario: {one_line(message)}", err=True)
    sys.exit(code)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line; exits with 0, 1 (failed), 2 (wrong input) or 130 (interrupted)."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _plain_errors(), plain_warnings():
        command: Callable[..., Any] = typer.main.get_command(app)
        code = command(arguments, prog_name="evomario", standalone_mode=False)
        if code == _INTERRUPTED:
            _fail("interrupted", code)
        sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()

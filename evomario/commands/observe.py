"""`evomario observe`: what a policy would see, drawn beside the game at one move of an episode."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evomario.errors import UserError, unknown

from .output import Json, Plugins, print_json, say

if TYPE_CHECKING:  # what follows is imported when the command needs it
    from evomario.config import Node
    from evomario.mario import Game
    from evomario.mario.observations import Observation
    from evomario.runs import Recording


def observe(
    run: Annotated[
        str | None, typer.Argument(metavar="[RUN]", help="A run folder, or last.")
    ] = None,
    level: Annotated[str | None, typer.Option(metavar="LEVEL", help="Instead of RUN: 1-1.")] = None,
    moves: Annotated[
        Path | None, typer.Option(metavar="FILE", help="With --level: recorded moves.")
    ] = None,
    at: Annotated[
        int | None, typer.Option(metavar="MOVE", min=0, help="After so many moves; else after all.")
    ] = None,
    observation: Annotated[
        str | None,
        typer.Option(
            metavar="YAML",
            help="What is seen: a file, or in line. (default: the run's, else {type: tiles})",
        ),
    ] = None,
    engine: Annotated[str, typer.Option(metavar="ENGINE", help="compiled, or gym.")] = "compiled",
    output: Annotated[Path, typer.Option(metavar="FILE", help="A name in .png.")] = Path(
        "observation.png"
    ),
    plugin: Plugins = None,
    as_json: Json = False,
) -> None:
    """Draw what a policy would see, beside the game and over it, to check it by eye."""
    from PIL import Image

    from evomario.report.observation import draw_observation
    from evomario.runs.files import whole

    if output.suffix.lower() != ".png":
        raise UserError(f"{output}: expected a picture's name to end in .png")
    recorded = _recorded(run, level, moves)
    seen = _seen(run, observation)
    game, played = _play(recorded, engine, at)
    with whole(output) as partial:
        Image.fromarray(draw_observation(seen, game)).save(partial, format="PNG")
    if as_json:
        values = dict(png=str(output), level=game.level.name, engine=engine, move=played,
                      labels=seen.labels, values=seen(game).tolist())  # fmt: skip
        print_json(**values)
    else:
        say(f"{game.level.name} after {played:,} moves, {seen.size} inputs: {output}")


def _seen(run: str | None, observation: str | None) -> "Observation":
    """What is asked for; else what a run's networks see, or tiles."""
    from evomario.mario.observations import Observation
    from evomario.policies.watching import Watching
    from evomario.runs import RunFolder, load_run

    if run is not None and observation is None:
        policy = load_run(RunFolder.find(run)).task.policy
        if isinstance(policy, Watching):
            return policy.observation
    return Observation.read(_node(observation or "{type: tiles}"))


def _node(text: str) -> "Node":
    """What `--observation` gives: YAML in line, or that of a file, under `observation` or alone."""
    from evomario.config.reader import compose, read

    if text.lstrip().startswith(("{", "[")):
        return compose(text, "--observation")
    node = read(Path(text))
    return node.child("observation") or node


def _recorded(run: str | None, level: str | None, moves: Path | None) -> "Recording":
    """The episode to look at: a run's champion's first, or a level and the moves of a file."""
    import numpy as np

    from evomario.mario.levels import find_level
    from evomario.mario.moves import read_moves
    from evomario.runs import Champion, Recording, RunFolder

    if run is not None and level is None and moves is None:
        return Champion.read(RunFolder.find(run).champion).recordings[0]
    if run is not None or level is None:
        raise UserError("expected a run (or last), or --level with --moves")
    played = np.empty(0, np.uint8) if moves is None else read_moves(moves)
    return Recording(find_level(level).name, 1, played, {}, "")


def _play(recorded: "Recording", engine: str, at: int | None) -> "tuple[Game, int]":
    """A game after so many of an episode's moves, and how many they were."""
    from evomario.mario import Game
    from evomario.mario.game import ENGINES

    if engine not in ENGINES:
        raise UserError(unknown("engine", engine, ENGINES))
    total = len(recorded.moves)
    if at is not None and at > total:
        raise UserError(f"--at {at}: the episode has {total:,} moves")
    game = Game(recorded.level, engine=engine, lives=recorded.lives)
    game.reset()
    played = 0
    for buttons in recorded.moves[:at].tolist():
        if game.done:
            break
        game.step(buttons)
        played += 1
    return game, played

"""`evomario bench`: how fast the engine is, and what a whole run keeps of that.

The engine's speed is a ratio to gym-super-mario-bros on the same moves in one process; a run's is a
share of what batch play makes of the very same action sequences.
"""

import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evomario.evaluation import play_sequences
from evomario.evaluation.task import Task
from evomario.evaluation.threads import cores
from evomario.fitness import Evaluation
from evomario.mario import Game
from evomario.runs import RunFolder, evolve, load_config
from evomario.runs.history import generations

_LEVEL = "1-1"
_STEPS = 1000  # of gym-super-mario-bros' own, which is slow
_EPISODES = 64
_CONFIG = "ga/1-1"
_LOOP = ("algorithm.population=100", "stop={generations: 6}", "evaluation.reuse=false")


def _moves(seed: int, count: int) -> list[np.ndarray]:
    """Sequences of buttons held for a while, mostly to the right."""
    random = np.random.default_rng(seed)
    buttons = np.array([128, 129, 130, 131, 131, 0, 64], np.uint8)
    return [np.repeat(random.choice(buttons, 80), random.integers(1, 30, 80)) for _ in range(count)]


def _seconds(work: Callable[[], Any], repeats: int = 3) -> float:
    """The best of several timings, in seconds."""
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def _stepper(game: Game, moves: list[np.ndarray], steps: int, pictures: bool) -> Callable[[], None]:
    """Steps a game through the sequences, starting anew where an episode ends."""

    def work() -> None:
        done = 0
        for sequence in moves:
            game.reset()
            for buttons in sequence.tolist():
                if game.done or done == steps:
                    break
                game.step(buttons)
                done += 1
                if pictures:
                    game.screen()

    return work


def _batch(moves: list[np.ndarray], threads: int) -> float:
    """Moves a second of batch play."""
    played = int(play_sequences(_LEVEL, moves, threads=threads).records["moves"].sum())
    return played / _seconds(lambda: play_sequences(_LEVEL, moves, threads=threads))


def _judge(moves: list[np.ndarray]) -> float:
    """Moves a second of gym-super-mario-bros' own step, called directly."""
    environment = Game(_LEVEL, engine="gym")._engine._environment  # type: ignore[attr-defined]
    sequence = moves[0][:_STEPS].tolist()

    def work() -> None:
        environment.reset()
        for i in range(_STEPS):
            if environment.done:
                environment.reset()
            environment.step(sequence[i % len(sequence)])

    return _STEPS / _seconds(work)


class _Watched(Task):
    """A task that remembers what it evaluated last."""

    genomes: Sequence[np.ndarray] = ()

    def evaluate(
        self, genomes: Sequence[np.ndarray], *arguments: Any, **options: Any
    ) -> Evaluation:
        """As a task does."""
        self.genomes = genomes
        return super().evaluate(genomes, *arguments, **options)

    def replay(self) -> tuple[int, float]:
        """Play that again, by batch play alone: its frames, and the seconds they took."""
        begin = time.perf_counter()
        played = self.play(self.genomes, reuse=False)
        return int(played.records["frames"].sum()), time.perf_counter() - begin


def _loop(changes: Sequence[str] = _LOOP) -> dict[str, float]:
    """Frames a second of a whole run without reuse, and of batch play.

    Each generation is played again as soon as it is over: whatever else slows the machine slows
    both alike.
    """
    config = load_config(_CONFIG, changes)
    parts = config.settings
    task = _Watched(parts.task, config.task.fitness, parts.evaluation)
    task.policy = config.task.policy
    task.prepare()
    replays: list[tuple[int, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        result = evolve(
            config._replace(task=task), RunFolder(Path(folder)),
            each=lambda progress: replays.append(task.replay()),
        )  # fmt: skip
        seconds = time.perf_counter() - begin
    frames, replayed = (sum(column) for column in zip(*replays, strict=True))
    loop, batch = result.progress.frames / (seconds - replayed), frames / replayed
    return {"loop_frames": loop, "loop_batch_frames": batch, "loop_share": loop / batch}


def _reuse(changes: Sequence[str] = ()) -> dict[str, float]:
    """How many frames of a run stand for one that was emulated, and whether digests agree."""
    found = []
    for reuse in ("true", "false"):
        with tempfile.TemporaryDirectory() as name:
            folder = RunFolder(Path(name))
            evolve(load_config(_CONFIG, (*changes, f"evaluation.reuse={reuse}")), folder)
            found.append(generations(folder.history))
    last = found[0][-1]
    return {
        "reuse_ratio": float(last["frames"] / last["frames_emulated"]),
        "reuse_same_digests": bool(np.array_equal(found[0]["digest"], found[1]["digest"])),
    }


def bench() -> dict[str, float]:
    """Measure all figures: moves or frames a second, microseconds, and ratios."""
    moves = _moves(0, _EPISODES)
    game = Game(_LEVEL)
    steps = 20_000
    _stepper(game, moves, 100, True)()  # compile or load everything first
    play_sequences(_LEVEL, moves[:2])
    judge = _judge(moves)
    one = _batch(moves, 1)
    figures = {
        "gym_step": judge,
        "game_step": steps / _seconds(_stepper(game, moves, steps, False)),
        "batch_one_core": one,
        "cores": cores(),
        "batch_all_cores": _batch(moves, cores()) if cores() > 1 else one,
        "game_step_with_pictures": 2000 / _seconds(_stepper(game, moves, 2000, True)),
    }
    figures["ratio_game_step"] = figures["game_step"] / judge
    figures["ratio_batch_one_core"] = one / judge
    figures["ratio_batch_all_cores"] = figures["batch_all_cores"] / judge
    figures["speedup_of_all_cores"] = figures["batch_all_cores"] / one
    figures["picture_us"] = _each(game.screen)
    figures["save_us"] = _each(game.save)
    saved = game.save()
    figures["load_us"] = _each(lambda: game.load(saved))
    return {**figures, **_loop(), **_reuse()}


def _each(work: Callable[[], Any], times: int = 2000) -> float:
    """Microseconds of one call."""

    def many() -> None:
        for _ in range(times):
            work()

    return 1e6 * _seconds(many) / times


_ROWS = (
    ("gym-super-mario-bros step", "gym_step", "moves/s"),
    ("Game.step, compiled", "game_step", "moves/s"),
    ("Game.step with a picture each", "game_step_with_pictures", "moves/s"),
    ("batch play, one core", "batch_one_core", "moves/s"),
    ("batch play, all cores", "batch_all_cores", "moves/s"),
    ("a picture", "picture_us", "us"),
    ("save", "save_us", "us"),
    ("load", "load_us", "us"),
)


def table(figures: dict[str, float]) -> str:
    """The figures as text, with each speed's ratio to gym-super-mario-bros."""
    lines = [f"{'':<32}{'':>10}          times gym"]
    for title, key, unit in _ROWS:
        value = figures[key]
        ratio = f"{value / figures['gym_step']:10.1f}" if unit == "moves/s" else ""
        number = f"{value:10,.0f}" if unit == "moves/s" else f"{value:10.2f}"
        lines.append(f"{title:<32}{number} {unit:<8}{ratio}")
    lines.append(f"{figures['cores']:.0f} cores: {figures['speedup_of_all_cores']:.2f} times one")
    return "\n".join([*lines, *_run_lines(figures)])


def _run_lines(figures: dict[str, float]) -> list[str]:
    """What a run makes of the engine."""
    digests = "the same digests" if figures["reuse_same_digests"] else "OTHER DIGESTS: a fault"
    return [
        f"{_CONFIG} with a population of 100, reuse off: {figures['loop_frames']:,.0f} frames/s, "
        f"{figures['loop_share']:.0%} of batch play's {figures['loop_batch_frames']:,.0f}",
        f"{_CONFIG} as it is: {figures['reuse_ratio']:.1f} frames for one emulated, {digests}",
    ]

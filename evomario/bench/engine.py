"""The engine's speed, as a ratio to gym-super-mario-bros on the same moves in one process."""

from collections.abc import Callable

import numpy as np

from evomario.evaluation import play_sequences
from evomario.evaluation.threads import cores
from evomario.mario import Game

from .clock import each, seconds

_LEVEL = "1-1"
_STEPS = 1000  # of gym-super-mario-bros' own, which is slow
_EPISODES = 64


def _moves(seed: int, count: int) -> list[np.ndarray]:
    """Sequences of buttons held for a while, mostly to the right."""
    random = np.random.default_rng(seed)
    buttons = np.array([128, 129, 130, 131, 131, 0, 64], np.uint8)
    return [np.repeat(random.choice(buttons, 80), random.integers(1, 30, 80)) for _ in range(count)]


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
    return played / seconds(lambda: play_sequences(_LEVEL, moves, threads=threads))


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

    return _STEPS / seconds(work)


def engine_figures() -> dict[str, float]:
    """Moves a second, microseconds, and ratios."""
    moves = _moves(0, _EPISODES)
    game = Game(_LEVEL)
    steps = 20_000
    _stepper(game, moves, 100, True)()  # compile or load everything first
    play_sequences(_LEVEL, moves[:2])
    judge = _judge(moves)
    one = _batch(moves, 1)
    figures = {
        "gym_step": judge,
        "game_step": steps / seconds(_stepper(game, moves, steps, False)),
        "batch_one_core": one,
        "cores": cores(),
        "batch_all_cores": _batch(moves, cores()) if cores() > 1 else one,
        "game_step_with_pictures": 2000 / seconds(_stepper(game, moves, 2000, True)),
    }
    figures["ratio_game_step"] = figures["game_step"] / judge
    figures["ratio_batch_one_core"] = one / judge
    figures["ratio_batch_all_cores"] = figures["batch_all_cores"] / judge
    figures["speedup_of_all_cores"] = figures["batch_all_cores"] / one
    figures["picture_us"] = each(game.screen)
    figures["save_us"] = each(game.save)
    saved = game.save()
    figures["load_us"] = each(lambda: game.load(saved))
    return figures

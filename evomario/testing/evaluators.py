"""What every evaluator keeps."""

import os
import signal
import warnings
from collections.abc import Sequence
from contextlib import closing
from typing import Any, ClassVar
from unittest import SkipTest

import numpy as np

from evomario import registry
from evomario.emulator.layout import ROW
from evomario.evaluation import Outcomes
from evomario.evaluation.evaluator import Request
from evomario.evaluation.here import play_here
from evomario.evaluation.task import Task
from evomario.mario.outcome import reason
from evomario.policies.watching import Watching
from evomario.runs import RunConfig, load_config


class Killer:
    """A player that kills the process which lets it play, unless it is the one that made it."""

    def __init__(self, size: int) -> None:
        self.size, self.home = size, os.getpid()

    def reset(self) -> None:
        """Do nothing."""

    def activate(self, inputs: np.ndarray) -> np.ndarray:
        """Kill the process."""
        assert os.getpid() != self.home, "players play in the process of the run"
        os.kill(os.getpid(), signal.SIGKILL)
        return np.zeros(self.size)


class EvaluatorContract:
    """Laws of an evaluator, which lets short episodes of moves and of networks be played.

    What came of them must be what `play_here` gives, but for the machine's part of states, which is
    the engine's own affair.

    Attributes:
        name: what it is registered under.
        parameters: as a config gives them.
        workers: numbers of workers that are tried.
        survives: whether a player that kills the process which it plays in is recorded as failed.
    """

    name: ClassVar[str]
    parameters: ClassVar[dict[str, Any]] = {}
    workers: ClassVar[tuple[int, ...]] = (1, 2)
    survives: ClassVar[bool] = False

    def test_moves_play_as_they_do_here(self) -> None:
        """Sequences of moves, with noise and with several lives, on any number of workers."""
        self._alike(self._config("ga/1-1", "task.lives=2"))

    def test_networks_play_as_they_do_here(self) -> None:
        """Networks that watch the game, on any number of workers."""
        self._alike(self._config("neat/1-1", "algorithm.population=5"))

    def test_the_order_of_players_does_not_matter(self) -> None:
        """The outcomes of players in another order are those outcomes in that order."""
        task, asked = self._asked(self._config("ga/1-1"))
        order = [3, 0, 4, 1, 2]
        turned = asked._replace(players=[asked.players[i] for i in order])
        with closing(task):
            one, other = task.evaluator.play(task, asked), task.evaluator.play(task, turned)
        _check_alike(_chosen(one, order), other, "in another order")

    def test_what_it_is_asked_stays_as_it_was(self) -> None:
        """Neither the moves of players nor the request are written to."""
        task, asked = self._asked(self._config("ga/1-1"))
        before = [player.copy() for player in asked.players], list(asked.levels)
        with closing(task):
            task.evaluator.play(task, asked)
        same = all(map(np.array_equal, asked.players, before[0]))
        assert same and list(asked.levels) == before[1], "it changes what it is asked"

    def test_a_failed_player_does_not_disturb_the_others(self) -> None:
        """A player that kills its process has no moves, and the rest play on."""
        if not self.survives:
            raise SkipTest("whatever kills a player kills all")
        task, asked = self._asked(self._config("neat/1-1", "algorithm.population=5"))
        assert isinstance(task.policy, Watching)
        players = [*asked.players[:2], Killer(task.policy.outputs.size), *asked.players[2:]]
        with closing(task), warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            found = task.evaluator.play(task, asked._replace(players=players))
        assert any("genome 3 " in str(each.message) for each in told), "nobody is told of it"
        records = found.records[:, 2]
        assert {reason(each) for each in records} == {"failed"}, "it is not recorded as failed"
        assert not records["moves"].any(), "what failed has moves"
        rest = _chosen(found, [0, 1, 3, 4, 5])
        _check_alike(play_here(task, asked), rest, "beside one that failed")

    def _config(self, name: str, *changes: str) -> RunConfig:
        """What is played: `name`, made short and noisy."""
        noise = "task.noise={sticky: 0.25, noop_max: 5, episodes: 2}"
        chosen = registry.choose("evaluator", self.name, **self.parameters)
        config = load_config(name, ["task.limits={moves: 60}", noise, *changes])
        config.task.evaluator = registry.build("evaluator", chosen)
        return config

    def _asked(self, config: RunConfig) -> tuple[Task, Request]:
        task = config.task
        task.prepare()
        players = [task.player(genome) for genome in config.algorithm().ask()[:5]]
        seeds = task.settings.noise.drawn(task.seed, 0)
        return task, Request(players, task.settings.train, seeds, self.workers[-1], paths=True)

    def _alike(self, config: RunConfig) -> None:
        task, asked = self._asked(config)
        wanted = play_here(task, asked._replace(workers=1))
        with closing(task):
            for workers in self.workers:
                found = task.evaluator.play(task, asked._replace(workers=workers))
                _check_alike(wanted, found, f"with {workers} workers")


def _chosen(played: Outcomes, places: Sequence[int]) -> Outcomes:
    """The outcomes of some players."""
    rows = [[each[i] for i in places] for each in (*played.paths, *played.pressed)]
    half = len(played.paths)
    return Outcomes(
        played.records[:, places], played.states[:, places], rows[:half],
        played.saves[:, places], played.frames_emulated[:, places], rows[half:],
    )  # fmt: skip


def _check_alike(wanted: Outcomes, found: Outcomes, when: str) -> None:
    """See that outcomes are the same, but for the machine and the frames emulated."""
    assert wanted.records.tobytes() == found.records.tobytes(), f"{when}: other records"
    one, other = (each.states[..., ROW:] for each in (wanted, found))
    assert np.array_equal(one, other), f"{when}: other states of episodes"
    for name in ("paths", "pressed"):
        pairs = zip(getattr(wanted, name), getattr(found, name), strict=True)
        for each in pairs:
            same = len(each[0]) == len(each[1]) and all(map(np.array_equal, *each))
            assert same, f"{when}: other {name}"

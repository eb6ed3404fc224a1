"""Where the time of a run of networks goes: the network, what it sees, the game, and Python."""

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from evomario.evaluation.task import Task
from evomario.fitness import Evaluation
from evomario.mario.observations.kernel import observe_batch
from evomario.policies.networks import Network
from evomario.policies.networks.kernel import activate_batch
from evomario.policies.watching import Watching
from evomario.runs import RunFolder, evolve, load_config

from .clock import seconds

PAPER = 0.8  #: evaluations a second at most in the published logs of MarioNE (arXiv 2312.14963)
PARTS = "network", "observation", "game", "python"
_CONFIG = "paper/marione-1-1"
_CHANGES = ("policy.observation=[{type: tiles}]", "stop={generations: 8}")
_STEPS = 64  # of a network, to see how long one takes


class _Timed(Task):
    """A task that splits the time of what it has just evaluated; all on one thread."""

    in_networks = in_observation = playing = split = 0.0

    def evaluate(self, genomes: Sequence[Any], *arguments: Any, **options: Any) -> Evaluation:
        """As a task does; then again in parts, whose time is kept apart as `split`."""
        evaluation = super().evaluate(genomes, *arguments, **options)
        begin = time.perf_counter()
        self._take_apart([self.player(genome) for genome in genomes])
        self.split += time.perf_counter() - begin
        return evaluation

    def _take_apart(self, players: list[Any]) -> None:
        policy, levels = self.policy, self.settings.train
        assert isinstance(policy, Watching)
        begin = time.perf_counter()
        played = self.let_play(players, levels, (0,), threads=1)
        self.playing += time.perf_counter() - begin
        decisions = -(-played.records["moves"].sum(axis=0) // policy.outputs.every)
        seen = np.empty((len(players), policy.observation.size))
        table, states = policy.observation.table(), played.states[0]
        each = seconds(lambda: observe_batch(states, table, seen)) / len(players)
        self.in_observation += each * float(decisions.sum())
        for player, shown, count in zip(players, seen, decisions.tolist(), strict=True):
            self.in_networks += count * _step(player, shown)


def _step(network: Network, shown: np.ndarray) -> float:
    """Seconds that a step of a network takes."""
    inputs = np.repeat(shown[None, None], _STEPS, axis=1)
    outputs = np.empty((1, _STEPS, network.size_outputs))
    state, scratch = np.zeros((1, network.size_state // 8)), np.zeros(network.size_scratch // 8)
    table, place = network.array(), np.zeros(1, np.int64)
    step = seconds(lambda: activate_batch(table, place, inputs, state, scratch, outputs))
    return step / _STEPS


def network_figures(changes: Sequence[str] = _CHANGES) -> dict[str, float]:
    """Evaluations a second of the paper's MarioNE with tiles, and the shares of the time.

    On one thread. The game's share is what playing takes beyond network and observation; Python's
    is what a run takes beyond playing: breeding, building networks, judging, history, checkpoints.
    """
    config = load_config(_CONFIG, changes)
    parts = config.settings
    task = _Timed(parts.task, config.task.fitness, parts.evaluation)
    task.policy = config.task.policy
    task.prepare()
    with tempfile.TemporaryDirectory() as folder:
        begin = time.perf_counter()
        result = evolve(config._replace(task=task), RunFolder(Path(folder)), threads=1)
        run = time.perf_counter() - begin - task.split
    game = task.playing - task.in_networks - task.in_observation
    shares = zip(
        PARTS, (task.in_networks, task.in_observation, game, run - task.playing), strict=True
    )
    return {
        "neat_evaluations": result.progress.evaluations / run,
        "neat_frames": result.progress.frames / run,
        **{f"neat_share_{part}": taken / run for part, taken in shares},
    }

"""Playing in this process: by kernels where they can, else move by move in Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from evomario.policies.networks import Network
from evomario.policies.watching import Watching

from .actors import play_actors
from .evaluator import Request
from .networks import play_networks
from .outcomes import Outcomes
from .sequences import play_sequences
from .stepwise import Stepwise

if TYPE_CHECKING:
    from .task import Task


def play_here(task: Task, request: Request) -> Outcomes:
    """Let every player play every level with every noise seed, on the compiled engine.

    What watches the game and is not a `Network` plays in Python, on one thread; so does everything
    where the fitness has a metric in plain Python.

    Raises:
        UserError: an unknown level, or players that cannot play.
    """
    players, levels, seeds, threads, paths, reuse = request
    if task.fitness.rules.follows_in_python:
        return Stepwise(task, "compiled").play(request)
    shared: dict[str, Any] = {
        "limits": task.limits, "lives": task.settings.lives, "noise": task.settings.noise.noise,
        "noise_seeds": seeds, "score": task.fitness.rules, "paths": paths,
    }  # fmt: skip
    if not isinstance(task.policy, Watching):
        known = task.reuse if reuse else None
        return play_sequences(levels, players, reuse=known, threads=threads, **shared)
    watch = task.policy.observation, task.policy.outputs
    if all(isinstance(player, Network) for player in players):
        return play_networks(levels, players, *watch, threads=threads, **shared)
    return play_actors(levels, players, *watch, **shared)

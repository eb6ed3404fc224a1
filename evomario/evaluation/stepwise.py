"""Playing move by move in Python, on either engine, judged by the kernels that judge elsewhere.

It is slow, and it is for what no kernel can do: gym-super-mario-bros as the engine of a run, and
metrics in plain Python. What comes of it is what kernels would give, but for the machine's part of
the states where the engine is `gym`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from evomario.errors import UserError
from evomario.fitness import score as scoring
from evomario.mario import Game
from evomario.mario.own_metrics import OwnMetric
from evomario.mario.python_metrics import Followed
from evomario.mario.routes import route
from evomario.mario.state import FAILED, STATE, episode
from evomario.policies.outputs import press
from evomario.policies.watching import Actor, Watching

from . import judging
from .episode import PATH_MOVES, POINT
from .evaluator import Request
from .outcomes import Episode, Outcomes, begun, episodes, gathered
from .watched import check

if TYPE_CHECKING:
    from .task import Task

Decide = Callable[[int], int]


class Stepwise:
    """Plays a task's episodes one after another; games are kept for the next ones.

    Args:
        task: what is played.
        engine: `compiled` or `gym`.
    """

    def __init__(self, task: Task, engine: str) -> None:
        self._task, self._engine = task, engine
        self._games: dict[str, Game] = {}

    def play(self, request: Request) -> Outcomes:
        """Let every player play every level with every noise seed, on one thread.

        Raises:
            UserError: an unknown level, or players that cannot play; or a metric in plain Python
                fails. RuntimeError: the game met an opcode that is not official.
        """
        players = request.players
        if isinstance(self._task.policy, Watching):
            check(players, self._task.limits)
        elif not len(players):
            raise UserError("no action sequences to play")
        played = []
        for each in episodes(request.levels, request.seeds):
            one = _Played(each, len(players))
            for number, player in enumerate(players):
                self._play(one, number, each, player)
            played.append(one)
        for one in played:
            one.end()
        nothing = np.zeros((len(players), 0, STATE), np.uint8)
        return gathered(played, [nothing] * len(played), request.paths)

    def _play(self, one: _Played, number: int, each: Episode, player: Any) -> None:
        settings, level = self._task.settings, each.level.name
        if level not in self._games:
            self._games[level] = Game(level, self._engine, settings.lives)
        game = self._games[level]
        game.reset()
        if noise := settings.noise.noise:
            noise.begin(game.state[None], each.seed)
        moves, decide = self._player(player, game)
        limit = min(moves, self._task.limits.moves or moves)
        judge = _Judge(self._task, game, each, limit)
        pressed = bytearray()
        while judge.goes_on(moves):
            pressed.append(judging.press(game.state, decide(len(pressed))))
            game.step(pressed[-1])
            judge.look()
        judge.end()
        one.states[number] = game.state
        one.points.append(judge.path)
        one.pressed.append(np.frombuffer(bytes(pressed), np.uint8))

    def _player(self, player: Any, game: Game) -> tuple[int, Decide]:
        """How many moves a player has, and what gives the buttons that it means in each."""
        policy = self._task.policy
        if isinstance(policy, Watching):
            player.reset()
            return self._task.limits.moves, _acting(policy, player, game)
        noops = int(episode(game.state)["NOOPS"])
        moves = np.concatenate([np.zeros(noops, np.uint8), player]).tolist()
        return len(moves), moves.__getitem__


def _acting(policy: Watching, player: Actor, game: Game) -> Decide:
    """What asks a player at each decision that is due."""
    outputs, presses, decided = policy.outputs, policy.outputs.array(), 0

    def decide(move: int) -> int:
        nonlocal decided
        if move % outputs.every == 0:
            decided = press(player.activate(policy.observation(game)), outputs)
        return int(judging.meant(game.state, decided, presses))

    return decide


class _Judge:
    """The fitness, the stop rules and the metrics in plain Python, through one episode."""

    def __init__(self, task: Task, game: Game, each: Episode, moves: int) -> None:
        self._game, self._fields = game, episode(game.state)
        own = task.fitness.rules.own
        self._followed = [
            Followed(metric.name, metric.made(), game.ram) if metric.is_python else None
            for metric in own
        ]
        self._places = np.cumsum([0, *(len(metric.memory) for metric in own)])
        rules = task.fitness.rules._replace(
            own=[self._begun(*pair) for pair in zip(own, self._followed, strict=True)]
        )
        self._alive = route(each.level), rules.table()
        self._route, self._table = (int(array.ctypes.data) for array in self._alive)
        self._room, self._limits = np.empty(scoring.SCRATCH), task.limits.array()
        self.path = np.zeros((moves // PATH_MOVES, POINT), np.uint16)
        judging.begin(game.state, self._route, self._table, self._room)

    @staticmethod
    def _begun(metric: OwnMetric, followed: Followed | None) -> OwnMetric:
        """A metric whose memory begins with what Python says of the start."""
        return metric._replace(memory=(followed.value,)) if followed else metric

    def goes_on(self, count: int) -> bool:
        """Whether there is another move; else REASON says why not."""
        if self._fields["REASON"]:
            return False
        return not judging.spent(self._game.state, count, self._limits)

    def look(self) -> None:
        """Look at a move that was made."""
        for place, followed in zip(self._places, self._followed, strict=False):
            if followed:
                self._fields["MEMORY"][place] = followed.follow(self._game.ram)
        judging.judge(
            self._game.state, self._route, self._table, self._room, self._limits, self.path
        )

    def end(self) -> None:
        """Look at the episode's end."""
        judging.end(self._game.state, self._route, self._table)


class _Played:
    """An episode of n players; how it went is as in `outcomes.Batch`, once all have played."""

    def __init__(self, each: Episode, players: int) -> None:
        self.level = each.level
        self.states = np.zeros((players, STATE), np.uint8)
        self.points: list[np.ndarray] = []
        self.pressed: list[np.ndarray] = []

    def end(self) -> None:
        """Bring together what the players left."""
        longest = max(map(len, self.points))
        self.paths = np.zeros((len(self.states), longest, POINT), np.uint16)
        for row, points in zip(self.paths, self.points, strict=True):
            row[: len(points)] = points
        frames = [int(episode(state)["FRAMES"]) for state in self.states]
        self.emulated = np.array(frames, np.int64)


def unplayed(task: Task, request: Request) -> Outcomes:
    """The outcomes of one player that failed: no moves, the start's metrics, and the reason."""
    played = []
    table = task.fitness.rules.table()
    for each in episodes(request.levels, request.seeds):
        one = _Played(each, 1)
        one.states = begun(each, 1, task.settings.lives, task.settings.noise.noise)
        way, room = route(each.level), np.empty(scoring.SCRATCH)
        judging.begin(one.states[0], way.ctypes.data, table.ctypes.data, room)
        episode(one.states[0])["REASON"] = FAILED
        one.points, one.pressed = [np.zeros((0, POINT), np.uint16)], [np.zeros(0, np.uint8)]
        one.end()
        played.append(one)
    nothing = np.zeros((1, 0, STATE), np.uint8)
    return gathered(played, [nothing] * len(played), request.paths)

"""What watches the game as a champion acts again, on its own, on either engine."""

from collections.abc import Sequence
from typing import Any, NamedTuple, cast

import numpy as np

from evomario.errors import UserError
from evomario.evaluation.task import Task
from evomario.mario import Game
from evomario.mario.noise import Hand
from evomario.policies.networks import Network
from evomario.policies.outputs import in_this_move
from evomario.policies.watching import Actor, Watching

from .champion import Champion
from .folder import RunFolder
from .players import Player, read
from .plugins import load_run
from .recording import Recording, outcome_dict, ram_hash


class Acting(NamedTuple):
    """A champion's network or policy, the task, and how it sees and presses.

    Attributes:
        network: a `Network`, or what a policy of the user's makes of its weights.
    """

    network: Actor
    task: Task
    policy: Watching

    @property
    def who(self) -> str:
        """What acts, in words."""
        return "the network" if isinstance(self.network, Network) else "the policy"

    @classmethod
    def of(
        cls, folder: RunFolder, champion: Champion, changes: Sequence[str] = ()
    ) -> "Acting | None":
        """What plays a run's champion, its config changed; None where a list of moves does.

        Raises:
            MissingPlugin: the run needs one that is not there. UserError: what acts does not go
                with the run's config.
        """
        what = next(
            (each for each in ("network", "policy", "learner") if each in champion.policy), None
        )
        if what is None:
            return None
        task = load_run(folder, changes).task
        policy, network = task.policy, cast(Any, read(champion.policy, folder.champion))
        if not isinstance(policy, Watching):
            raise UserError(f"{folder.champion}: a {what}, where the config has action sequences")
        sizes = network.size_inputs, network.size_outputs
        if sizes != policy.sizes:
            found, wanted = (f"{each[0]} inputs and {each[1]} outputs" for each in
                             (sizes, policy.sizes))  # fmt: skip
            raise UserError(f"{folder.champion}: a {what} of {found}; its config has {wanted}")
        return cls(network, task, policy)


def playing(folder: RunFolder, changes: Sequence[str] = ()) -> tuple[Task, Player]:
    """A run's task, changed, and what of its champion plays it: a network, or a list of moves.

    Raises:
        UserError: the champion is of code that is not in the folder, or does not fit the task.
    """
    champion = Champion.read(folder.champion)
    if not champion.policy:
        raise UserError(f"{folder.champion}: its player is code, which is not in the folder")
    if acting := Acting.of(folder, champion, changes):
        return acting.task, acting.network
    return load_run(folder, changes).task, read(champion.policy, folder.champion)


def acted(task: Task, network: Actor, recorded: Recording, engine: str) -> Recording:
    """What a network, or a policy, does by what it sees itself, for as many moves as were recorded.

    Nothing of the recording's moves is used: on `gym` it reads gym-super-mario-bros' RAM and
    picture, under the same noise.

    Raises:
        TypeError: the task is not played by networks.
    """
    policy = task.policy
    if not isinstance(policy, Watching):
        raise TypeError("this task is played by action sequences")
    game = Game(recorded.level, engine=engine, lives=recorded.lives)
    game.reset()
    network.reset()
    hand, moves, decided = Hand(task.settings.noise.noise, recorded.seed), bytearray(), 0
    while not game.done and len(moves) < len(recorded.moves):
        if len(moves) % policy.outputs.every == 0:
            seen = policy.observation(game)
            decided = policy.answer(network, seen)
        meant = in_this_move(decided, game.ram, policy.outputs)
        moves += hand.press(np.array([meant], np.uint8)).tobytes()
        game.step(moves[-1])
    outcome = outcome_dict(game.outcome())
    pressed = np.frombuffer(bytes(moves), np.uint8)
    return recorded._replace(moves=pressed, outcome=outcome, ram=ram_hash(game.ram))


def otherwise(recorded: Recording, now: Recording, who: str = "the network") -> list[str]:
    """What acted did otherwise than was recorded, in words."""
    count = min(len(recorded.moves), len(now.moves))
    unlike = np.flatnonzero(recorded.moves[:count] != now.moves[:count])
    first = [f"{who} acts otherwise from move {unlike[0] + 1} on"] if len(unlike) else []
    return [*first, *recorded.differences(now)]

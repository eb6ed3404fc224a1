"""A champion's network acts in an episode again, on its own, on either engine."""

from collections.abc import Sequence
from typing import Any, NamedTuple

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
from .players import read
from .plugins import load_run
from .recording import Recording, outcome_dict, ram_hash


class Acting(NamedTuple):
    """A champion's network, and the task and the policy by which it plays."""

    network: Network
    task: Task
    policy: Watching

    @classmethod
    def of(
        cls, folder: RunFolder, champion: Champion, changes: Sequence[str] = ()
    ) -> "Acting | None":
        """What plays a run's champion, its config changed; None where a list of moves does.

        Raises:
            UserError: the network does not go with the run's config.
        """
        if "network" not in champion.policy:
            return None
        network: Any = read(champion.policy, folder.champion)
        task = load_run(folder, changes).task
        policy = task.policy
        if not isinstance(policy, Watching):
            raise UserError(f"{folder.champion}: a network, where the config has action sequences")
        sizes = network.size_inputs, network.size_outputs
        if sizes != policy.sizes:
            found, wanted = (f"{each[0]} inputs and {each[1]} outputs" for each in
                             (sizes, policy.sizes))  # fmt: skip
            raise UserError(f"{folder.champion}: a network of {found}; its config has {wanted}")
        return cls(network, task, policy)


def acted(task: Task, network: Actor, recorded: Recording, engine: str) -> Recording:
    """What a network does by what it sees itself, for as many moves as were recorded.

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


def otherwise(recorded: Recording, now: Recording) -> list[str]:
    """What a network did otherwise than was recorded, in words."""
    count = min(len(recorded.moves), len(now.moves))
    unlike = np.flatnonzero(recorded.moves[:count] != now.moves[:count])
    first = [f"the network acts otherwise from move {unlike[0] + 1} on"] if len(unlike) else []
    return [*first, *recorded.differences(now)]

"""What acts in a champion's episodes, as files keep it; code they do not.

Moves, a network, or the name, the parameters and the weights of a policy or learner that is
registered.
"""

from pathlib import Path
from typing import Any, cast

import numpy as np

from evomario.mario.moves import moves_text, read_moves_text
from evomario.policies import learnt, weighted
from evomario.policies.networks import Network
from evomario.policies.watching import Actor

Player = np.ndarray | Actor


def saved(player: Player) -> dict[str, Any]:
    """A player as JSON takes it; of code nothing."""
    if isinstance(player, Network):
        return {"network": player.json()}
    if isinstance(player, weighted.Player | learnt.Learnt):
        return player.json()
    return {"moves": moves_text(player).splitlines()} if isinstance(player, np.ndarray) else {}


def read(content: Any, path: Path) -> Player:
    """The player in the content of a file; `path` names it in errors.

    Raises:
        UserError: a button is unknown, it is no network, or its policy is not there or another.
            KeyError, TypeError: it is no player.
    """
    if "policy" in content:
        return weighted.from_json(content, str(path))
    if "learner" in content:
        return learnt.from_json(content, str(path))
    if "network" in content:
        return Network.from_json(content["network"], str(path))
    return read_moves_text("\n".join(content["moves"]), path)


def kept(player: Player) -> Any:
    """A player as a checkpoint takes it."""
    if isinstance(player, learnt.Learnt):
        return player.kept()
    return player.json() if isinstance(player, Network | weighted.Player) else player


def of_kept(content: Any) -> Player:
    """The player of what `kept` gave."""
    if isinstance(content, dict):
        if "learner" in content:
            return learnt.of_kept(content, "the checkpoint")
        made = weighted.from_json if "policy" in content else Network.from_json
        return made(content, "the checkpoint")
    return cast(Player, content)

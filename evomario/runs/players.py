"""What acts in a champion's episodes, as files keep it: moves, or a network."""

from pathlib import Path
from typing import Any

import numpy as np

from evomario.mario.moves import moves_text, read_moves_text
from evomario.policies.networks import Network

Player = np.ndarray | Network


def saved(player: Player) -> dict[str, Any]:
    """A player as JSON takes it."""
    if isinstance(player, Network):
        return {"network": player.json()}
    return {"moves": moves_text(player).splitlines()}


def read(content: Any, path: Path) -> Player:
    """The player in the content of a file; `path` names it in errors.

    Raises:
        UserError: a button is unknown, or it is no network. KeyError, TypeError: it is no player.
    """
    if "network" in content:
        return Network.from_json(content["network"], str(path))
    return read_moves_text("\n".join(content["moves"]), path)

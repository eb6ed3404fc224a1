"""What acts in a champion's episodes, as files keep it: moves, or a network; code they do not."""

from pathlib import Path
from typing import Any

import numpy as np

from evomario.mario.moves import moves_text, read_moves_text
from evomario.policies.networks import Network
from evomario.policies.watching import Actor

Player = np.ndarray | Actor


def saved(player: Player) -> dict[str, Any]:
    """A player as JSON takes it; of code nothing."""
    if isinstance(player, Network):
        return {"network": player.json()}
    return {"moves": moves_text(player).splitlines()} if isinstance(player, np.ndarray) else {}


def read(content: Any, path: Path) -> Player:
    """The player in the content of a file; `path` names it in errors.

    Raises:
        UserError: a button is unknown, or it is no network. KeyError, TypeError: it is no player.
    """
    if "network" in content:
        return Network.from_json(content["network"], str(path))
    return read_moves_text("\n".join(content["moves"]), path)

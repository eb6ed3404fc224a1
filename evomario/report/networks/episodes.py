"""Films of recorded episodes, with the network that plays them beside the game where one does."""

from collections.abc import Sequence
from pathlib import Path

from evomario.policies.networks import Network
from evomario.runs import Recording
from evomario.runs.acting import Acting

from ..video import film
from .panel import WIDTH, Panel


def film_episodes(
    path: Path, recordings: Sequence[Recording], engine: str = "compiled",
    acting: Acting | None = None,
) -> list[Recording]:  # fmt: skip
    """Play recorded episodes again, one after another, and film them.

    Args:
        path: where to.
        recordings: the episodes.
        engine: on which.
        acting: what plays them, to be shown beside the game where it is a network; default: the
            game alone.

    Returns:
        What came of them now.

    Raises:
        UserError: the film cannot be written.
    """
    played = []
    network = acting.network if acting else None
    with film(path, WIDTH if isinstance(network, Network) else 0) as each:
        for recording in recordings:
            if acting and isinstance(network, Network):
                each.beside = Panel(network, acting.policy, recording, engine)
            played.append(recording.again(engine, each))
    return played

"""The environments' names in Gymnasium's registry: one a level, and one for the whole game."""

import gymnasium

from evomario.mario.levels import LEVELS

_ROOM = "evomario.environment"


def name_of(level: str) -> str:
    """A level's environment: `evomario/SuperMarioBros-1-1-v0` for 1-1."""
    return f"evomario/SuperMarioBros-{level}-v0"


def register() -> None:
    """Register an environment for each level, single and vector, unless that was done."""
    for level in LEVELS:
        if name_of(level) not in gymnasium.registry:
            gymnasium.register(
                name_of(level),
                entry_point=f"{_ROOM}:MarioEnv",
                vector_entry_point=f"{_ROOM}:MarioVectorEnv",
                kwargs={"level": level},
            )

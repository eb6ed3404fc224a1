"""Game: one door to both engines."""

from typing import Any, NamedTuple, Protocol

import numpy as np

from evomario.errors import UserError, unknown

from .levels import Level, find_level

ENGINES = ("compiled", "gym")


class Saved(NamedTuple):
    """A game saved at some point: its engine, its level, and what the engine needs to go on."""

    engine: str
    level: str
    data: bytes


class Engine(Protocol):
    """What `Game` asks of an engine."""

    @property
    def ram(self) -> np.ndarray: ...

    @property
    def done(self) -> bool: ...

    @property
    def frames(self) -> int: ...

    @property
    def state(self) -> np.ndarray: ...

    def reset(self) -> None: ...

    def step(self, buttons: int) -> dict[str, Any]: ...

    def coast(self) -> None: ...

    def outcome(self) -> np.void: ...

    def screen(self) -> np.ndarray: ...

    def save(self) -> bytes: ...

    def load(self, data: bytes) -> None: ...


def _engine(name: str, level: Level, lives: int) -> Engine:
    if name == "compiled":
        from .compiled import CompiledEngine

        return CompiledEngine(level, lives)
    if name == "gym":
        from .gym import GymEngine

        return GymEngine(level, lives)
    raise UserError(unknown("engine", name, ENGINES))


class Game:
    """Super Mario Bros., move by move.

    Args:
        level: a level's name, "1-1" to "8-4" or "lost-1-1" to "lost-4-4", or "game".
        engine: "compiled", ours, or "gym", gym-super-mario-bros itself.
        lives: on a level, how often Mario may try; each life begins at the level's start. The
            whole game has its own three lives.

    Raises:
        UserError: there is no such level or engine, or no ROM, or lives is less than 1.
    """

    def __init__(self, level: str = "1-1", engine: str = "compiled", lives: int = 1) -> None:
        self.level = find_level(level)
        self.engine = engine
        if lives < 1 or (lives > 1 and not self.level.single):
            raise UserError(f"lives must be 1 or more on a level, and 1 in the game, got {lives}")
        self._engine = _engine(engine, self.level, lives)

    @property
    def ram(self) -> np.ndarray:
        """The console's RAM, `uint8[2048]`: a live, read-only view."""
        return self._engine.ram

    @property
    def done(self) -> bool:
        """Whether the episode is over, by gym-super-mario-bros' rule or because it got stuck."""
        return self._engine.done

    @property
    def frames(self) -> int:
        """Frames emulated since the reset, skipped transitions included."""
        return self._engine.frames

    @property
    def state(self) -> np.ndarray:
        """The episode's state, `uint8[STATE]`: live and writable, for who judges the episode.

        On `gym` only RAM and the episode's fields of it follow the game.
        """
        return self._engine.state

    def reset(self) -> None:
        """Go back to the start of the level."""
        self._engine.reset()

    def step(self, buttons: int) -> dict[str, Any]:
        """One move, with `buttons` held down (nes-py's bitmap, see `actions.button_byte`).

        Returns:
            gym-super-mario-bros' info: coins, flag_get, life, score, stage, status, time, world,
            x_pos and y_pos, as they stood before the frames that the move skipped.

        Raises:
            ValueError: the episode is over, or buttons is not a byte.
        """
        if not 0 <= buttons <= 255:
            raise ValueError(f"buttons must be 0 to 255, got {buttons}")
        if self.done:
            raise ValueError("the episode is over: call reset()")
        return self._engine.step(buttons)

    def coast(self) -> None:
        """Let the machine run for a frame without buttons or rules, to see what follows an end.

        Moves and Outcome do not notice; go on with `reset` or `load`.
        """
        self._engine.coast()

    def outcome(self) -> np.void:
        """What has come of the episode so far: a record of `evomario.mario.outcome.OUTCOME`."""
        return self._engine.outcome()

    def screen(self) -> np.ndarray:
        """The picture, `uint8[240, 256, 3]`, RGB: a copy."""
        return self._engine.screen()

    def save(self) -> Saved:
        """Save the game; a saved game can be pickled and loaded in another process."""
        return Saved(self.engine, self.level.name, self._engine.save())

    def load(self, saved: Saved) -> None:
        """Go back to where a game was saved, on the same engine and level.

        Raises:
            ValueError: it was saved on another engine or in another level.
        """
        if (saved.engine, saved.level) != (self.engine, self.level.name):
            raise ValueError(
                f"saved in {saved.level} on the engine {saved.engine}, "
                f"this game is {self.level.name} on {self.engine}"
            )
        self._engine.load(saved.data)

"""Steps of environments a second, as a ratio to gym-super-mario-bros wrapped the usual way."""

from collections import deque
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import numpy as np
from PIL import Image

from evomario.evaluation.threads import cores
from evomario.mario import Game
from evomario.mario.actions import ACTION_SETS

from .clock import seconds

LEVEL = "1-1"
MACHINES = 32
_STEPS = 100  # of the wrapped one, and of each of ours
_SKIP, _STACK, _SIZE = 4, 4, 84
_SEEN = "tiles", "pixels"


class Wrapped:
    """gym-super-mario-bros as agents are given it: JoypadSpace, skip, grey, 84 x 84, stack."""

    def __init__(self) -> None:
        self._game: Any = Game(LEVEL, engine="gym")._engine._environment  # type: ignore[attr-defined]
        from nes_py.wrappers import JoypadSpace  # now that gym has been imported, silently

        self._joypad = JoypadSpace(self._game, ACTION_SETS["simple_movement"])
        self._stack: deque[np.ndarray] = deque(maxlen=_STACK)
        self.reset()

    def reset(self) -> np.ndarray:
        """Begin an episode."""
        self._joypad.reset()
        self._stack.extend([self._small(self._game.screen.copy())] * _STACK)
        return np.stack(self._stack)

    def step(self, action: int) -> tuple[np.ndarray, float, bool]:
        """Hold an action; the brighter of the last two pictures is seen."""
        total, pictures = 0.0, deque([self._game.screen.copy()], maxlen=2)
        for _ in range(_SKIP):
            total += float(self._joypad.step(action)[1])
            pictures.append(self._game.screen.copy())
            if self._game.done:
                break
        self._stack.append(self._small(np.maximum(*pictures)))
        return np.stack(self._stack), total, bool(self._game.done)

    def _small(self, picture: np.ndarray) -> np.ndarray:
        grey = Image.fromarray(picture).convert("L")
        return np.asarray(grey.resize((_SIZE, _SIZE), Image.Resampling.BOX))


def _actions() -> np.ndarray:
    """Actions held for a while, mostly to the right, `int64[steps]`."""
    random = np.random.default_rng(0)
    chances = [0.02, 0.2, 0.25, 0.2, 0.25, 0.03, 0.05]
    return np.repeat(random.choice(7, _STEPS // 10, p=chances), 10)


def _wrapped() -> float:
    """Steps a second of the wrapped one."""
    environment, actions = Wrapped(), _actions().tolist()

    def work() -> None:
        environment.reset()
        for action in actions:
            if environment.step(action)[2]:
                environment.reset()

    return len(actions) / seconds(work)


def _single(seen: str) -> float:
    """Steps a second of one machine."""
    from evomario.environment import MarioEnv

    environment, actions = MarioEnv(LEVEL, observation=seen), _actions().tolist()

    def work() -> None:
        environment.reset(seed=0)
        for action in actions:
            _, _, terminated, truncated, _ = environment.step(action)
            if terminated or truncated:
                environment.reset()

    return len(actions) / seconds(work)


def _vector(seen: str, threads: int) -> float:
    """Steps a second of many machines together, each with actions of its own."""
    from evomario.environment import MarioVectorEnv

    environment = MarioVectorEnv(MACHINES, LEVEL, observation=seen, threads=threads)
    actions = np.stack([np.roll(_actions(), 7 * i) for i in range(MACHINES)], axis=1)

    def work() -> None:
        environment.reset(seed=0)
        for each in actions:
            environment.step(each)

    return actions.size / seconds(work)


def environment_figures() -> dict[str, float]:
    """Steps a second, an action held for four moves each; none where Gymnasium is missing."""
    if find_spec("gymnasium") is None:
        return {}
    figures = {"env_wrapped": _wrapped(), "env_cores": cores()}
    ways: dict[str, Callable[[str], float]] = {
        "single": _single,
        "one_core": lambda seen: _vector(seen, 1),
        "all_cores": lambda seen: _vector(seen, cores()),
    }
    for seen in _SEEN:
        for way, measure in ways.items():
            figures[f"env_{seen}_{way}"] = measure(seen)
            figures[f"ratio_env_{seen}_{way}"] = (
                figures[f"env_{seen}_{way}"] / figures["env_wrapped"]
            )
    return figures


def environment_lines(figures: dict[str, float]) -> list[str]:
    """The figures as text."""
    if "env_wrapped" not in figures:
        return ["environments: not measured, gymnasium is not installed"]
    lines = [f"gym-super-mario-bros wrapped as usual: {figures['env_wrapped']:,.0f} steps/s"]
    ways = {
        "single": "one machine", "one_core": f"{MACHINES} machines, one core",
        "all_cores": f"{MACHINES} machines, {figures['env_cores']:.0f} cores",
    }  # fmt: skip
    for seen in _SEEN:
        told = (
            f"{text} {figures[f'env_{seen}_{way}']:,.0f} steps/s"
            f" ({figures[f'ratio_env_{seen}_{way}']:.0f} times)"
            for way, text in ways.items()
        )
        lines.append(f"environment, {seen}: {'; '.join(told)}")
    return lines

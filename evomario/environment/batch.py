"""A batch of machines that step together: what single and vector environments are made of."""

import warnings
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from evomario.emulator.layout import ROW
from evomario.emulator.machine import draw, kernel, paint
from evomario.errors import UserError
from evomario.evaluation.threads import in_chunks
from evomario.fitness.fitness import NotFinite
from evomario.mario import roms
from evomario.mario.observations.camera import camera
from evomario.mario.observations.kernel import observer
from evomario.mario.routes import route
from evomario.mario.starts import start
from evomario.mario.state import EPISODE, STATE, episode, machine
from evomario.policies.outputs import Outputs

from .kernel import ENDED, GOES_ON, INPUTS, SEEDED, WAITS, step_batch
from .setup import Setup

#: Chunks of a step that a thread gets: machines of a batch take about as long as one another.
CHUNKS = 2


class SavedMachine(NamedTuple):
    """A machine of an environment as it was saved; it can be pickled.

    Attributes:
        kind: the level, and what is seen of it: only an environment of the same takes it back.
        data: all that it needs to go on.
    """

    kind: str
    data: bytes


class Batch:
    """n machines in one level, each in an episode of its own.

    Args:
        size: how many.
        setup: what they play, and how it is seen and rewarded.
        render: whether pictures will be asked for.
        threads: default: all cores. Results do not depend on it.

    Attributes:
        setup: what they play.
        level, buttons, view, skip: those of the setup.
        rewards: `float64[n]`, of the last step.
        over: `uint8[n]`, not 0 where the last step has ended an episode.
        fields: the episodes' own states, `EPISODE[n]`.

    Raises:
        UserError: an argument is wrong.
    """

    def __init__(self, size: int, setup: Setup, render: bool, threads: int | None) -> None:
        self.setup, self._made_of = setup, (size, render, threads)
        self.level, self.buttons = setup.level, setup.buttons
        self.view, self.skip = setup.view, setup.skip
        self.threads, self.filmed = threads, render or self.view.filmed
        self._limits = setup.limits.array()
        self._begin, self._places = self._prepared(setup)
        height, width = self.view.shape if len(self.view.shape) == 2 else (0, 0)
        self._setup = np.array(
            [self.skip, self.view.kind, width, height, setup.noise.noop_max, self.filmed], np.int64
        )
        self._allocate(size)
        self._warned = True  # the start is told of as an error
        self.begin(range(size))
        if np.isnan(self._worths).any():
            where = f"is not finite at the start of {self.level.name}"
            raise UserError(f"argument reward: {setup.reward.text!r} {where}")
        self._warned = False

    def _prepared(self, setup: Setup) -> tuple[np.ndarray, np.ndarray]:
        """The state that episodes begin with, and the addresses that the kernel takes."""
        shared, before = start(self.level)
        begin = shared.copy()
        fields = episode(begin)
        fields["LIVES"], fields["STICKY"] = setup.lives, round(setup.noise.sticky * 2**32)
        cartridge = roms.load(self.level.rom)
        presses = Outputs(self.buttons, self.skip, jump_again=setup.jump_again).array()
        self._alive = (
            begin, before, cartridge, route(self.level), setup.reward.table,
            setup.reward.program, self.view.observation.table(), camera(cartridge), presses,
        )  # fmt: skip
        return begin, np.array([each.ctypes.data for each in self._alive], np.int64)

    def _allocate(self, size: int) -> None:
        stack, numbers = self.view.stack, self.view.size
        floats = numbers if self.view.kind == INPUTS else 0
        self._states = np.empty((size, STATE), np.uint8)
        self._states[:] = self._begin
        self._befores = np.zeros((size, ROW), np.uint8)
        self._floats = np.zeros((size, stack, floats), np.float32)
        self._bytes = np.zeros((size, stack, numbers - floats), np.uint8)
        self._seen = self._floats if floats else self._bytes
        self._worths, self.rewards = np.zeros(size), np.zeros(size)
        self.over = np.zeros(size, np.uint8)
        self.fields = self._states[:, ROW:].view(EPISODE)[:, 0]
        self.numbers = self._states[:, ROW:].view(np.int64)
        self.length = int(self._alive[3][1])

    def begin(self, seeds: Sequence[int] | None = None) -> None:
        """Let every machine begin an episode, its noise drawn from its seed, or going on."""
        self.over[:] = ENDED
        if seeds is not None:
            self.over[:] = SEEDED
            for i, seed in enumerate(seeds):
                self.setup.noise.begin(self._states[i : i + 1], seed)
        self.step(np.zeros(len(self.over), np.uint8))

    def renew(self) -> None:
        """Let those whose episodes have ended begin new ones; the others wait meanwhile."""
        rewards = self.rewards.copy()
        self.over[self.over == GOES_ON] = WAITS
        self.step(np.zeros(len(self.over), np.uint8))
        self.rewards[:] = rewards

    def step(self, buttons: np.ndarray) -> None:
        """Let every machine make a step with its buttons, `uint8[n]`, or begin an episode.

        Raises:
            RuntimeError: the game met an opcode that is not official.
        """

        def work(first: int, last: int, stop: np.ndarray) -> int:
            return step_batch(
                kernel(), observer(), self._states, self._befores, self._floats, self._bytes,
                self._worths, self.rewards, self.over, buttons, self._places, self._setup,
                self._limits, first, last, stop,
            )  # fmt: skip

        step_batch.load()
        in_chunks(work, len(self.over), self.threads, each=CHUNKS)
        if not self._warned and self.fields["FAULTS"].any():
            self._warned = True
            text = (
                f"reward {self.setup.reward.text}: not finite somewhere (x/0?): such steps give 0"
            )
            warnings.warn(text, NotFinite, stacklevel=3)

    def __reduce__(self) -> tuple[Any, ...]:
        """Copied and pickled as what it is made of, since the kernel knows it by addresses."""
        machines = [self.save(i) for i in range(len(self.over))]
        return _restored, (self.setup.arguments, *self._made_of, machines)

    def observations(self) -> np.ndarray:
        """What is seen now: a copy, `[n, *view.space.shape]`."""
        return self._seen.reshape(len(self.over), *self.view.space.shape).copy()

    def picture(self, number: int) -> np.ndarray:
        """The picture of a machine, `uint8[240, 256, 3]`, RGB."""
        before = self._befores[number].copy()
        return paint(draw(before, roms.load(self.level.rom), int(machine(before)["PAD"])))

    def _parts(self, number: int) -> tuple[np.ndarray, ...]:
        """Views of all that a machine needs to go on, as bytes."""
        arrays = self._states, self._befores, self._worths, self.over, self._floats, self._bytes
        return tuple(each[number : number + 1].reshape(-1).view(np.uint8) for each in arrays)

    @property
    def kind(self) -> str:
        """What its machines are, and what is seen of them, in words: see `SavedMachine`."""
        return f"{self.level.name} {self.view.kind} {self.view.space.shape} {self.filmed}"

    def save(self, number: int) -> SavedMachine:
        """A machine as it is, and what has been seen of it."""
        return SavedMachine(self.kind, b"".join(part.tobytes() for part in self._parts(number)))

    def load(self, number: int, saved: SavedMachine) -> None:
        """Let a machine go on from where one was saved.

        Raises:
            ValueError: it was saved in another level, or with another observation.
        """
        parts = self._parts(number)
        if saved.kind != self.kind or len(saved.data) != sum(map(len, parts)):
            raise ValueError(
                f"saved in an environment of another kind: {saved.kind}, expected {self.kind}"
            )
        place = 0
        for part in parts:
            part[:] = np.frombuffer(saved.data, np.uint8, len(part), place)
            place += len(part)


def _restored(
    arguments: Mapping[str, Any], size: int, render: bool, threads: int | None,
    machines: Sequence[SavedMachine],
) -> Batch:  # fmt: skip
    batch = Batch(size, Setup.of(arguments), render, threads)
    for number, saved in enumerate(machines):
        batch.load(number, saved)
    return batch

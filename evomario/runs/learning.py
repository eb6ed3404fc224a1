"""A learner as the loop drives it: between two generations it learns, and one is its policy."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from evomario.errors import UserError, told
from evomario.evaluation.task import Task
from evomario.fitness import Evaluation, Expression
from evomario.policies.learnt import Learnt
from evomario.policies.networks import Network
from evomario.policies.watching import Actor
from evomario.search import Learner, LearnerSettings

if TYPE_CHECKING:  # it needs Gymnasium, which only learners need
    from evomario.environment.task import TaskEnv


class Learning:
    """An `Algorithm` that asks for the policy of a learner to be evaluated, and for nothing else.

    Args:
        learner: what learns.
        settings: how long it learns before its policy is looked at.
        make: makes the machines that it plays on, on so many threads.

    Attributes:
        generation, spent, needs, over: as of any `Algorithm`; a generation is one policy.
        best: None: whoever runs it keeps the best.
        played: frames that it has learnt from.
        threads: of its machines; None: all cores.
    """

    over, best = "", None
    needs: frozenset[str] = frozenset()

    def __init__(
        self,
        learner: Learner,
        settings: LearnerSettings,
        make: Callable[[int | None], TaskEnv],
    ) -> None:
        self.generation, self.spent, self.played = 0, 0.0, 0
        self.threads: int | None = None
        self._learner, self._settings, self._make = learner, settings, make
        self._env: TaskEnv | None = None
        self._loaded: dict[str, Any] | None = None
        self._asked: list[Actor] = []
        self._told: dict[str, Any] = {}

    def ask(self) -> list[Actor]:
        """Let it learn; then the one policy that it has."""
        if not self._asked:
            env = self._ready()
            with told(self._who):
                self._learner.spent = self.spent
                self._learner.learn(env, self._settings.frames)
                self._told = {"learning": env.summary(), **self._learner.summary()}
                self._asked = [self._checked(self._learner.policy)]
            self.played = env.frames
        return list(self._asked)

    def _checked(self, policy: Any) -> Actor:
        if isinstance(policy, Network | Learnt):
            return policy
        raise UserError(
            f"{self._who}: a policy of {type(policy).__name__}: expected Network or Learnt"
        )

    @property
    def _who(self) -> str:
        return f"learner {self._settings.type}"

    def _ready(self) -> TaskEnv:
        """The machines, at their beginning or where a checkpoint left them."""
        if self._env is None:
            self._env = self._make(self.threads)
            if self._loaded is None:
                self._env.begin()
            else:
                self._go_on(self._env, self._loaded)
        return self._env

    def _go_on(self, env: TaskEnv, state: dict[str, Any]) -> None:
        try:
            env.load(state)
        except ValueError as error:
            raise UserError(f"{self._who} cannot go on from the checkpoint: {error}") from None

    def tell(self, genomes: Sequence[Actor], evaluation: Evaluation) -> None:
        """Take note of what its policy is worth; it has learnt already."""
        self._asked = []
        self.generation += 1

    def network(self, genome: Actor) -> Actor:
        """What plays: the policy itself."""
        return genome

    def encoded(self, genome: Actor) -> bytes:
        """A policy as bytes."""
        if isinstance(genome, Learnt):
            return genome.encoded()
        assert isinstance(genome, Network)
        return genome.array().tobytes()

    def summary(self) -> dict[str, Any]:
        """The episodes of learning that ended since the generation before, and what it tells."""
        return self._told

    def state(self) -> dict[str, Any]:
        """All that it goes on from: numbers, text and arrays."""
        learner = self._learner.state()
        machines = self._env.state() if self._env else self._loaded
        return {
            "generation": self.generation,
            "played": self.played,
            "learner": learner,
            "machines": machines,
            "random": [self.generation, self.played, _hash(learner.get("random"))],
        }

    def begin_with(self, state: dict[str, Any]) -> None:
        """Begin with what another has learnt, see `Adapting`: of the state its `learner`.

        Raises:
            UserError: it has nothing that this one can begin with.
        """
        with told(self._who):
            self._learner.begin_with(state["learner"])

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation, self.played = state["generation"], state["played"]
        self._learner.load(state["learner"])
        self._loaded, self._env, self._asked = state["machines"], None, []


def _hash(random: Any) -> str:
    """What a learner keeps of its generators, as a digest takes it."""
    text = json.dumps(random, default=lambda each: each.tolist())
    return hashlib.sha256(text.encode()).hexdigest()


def task_env(
    task: Task, machines: int, reward: Expression | None, threads: int | None = None
) -> TaskEnv:
    """The machines of a task, so many in each level of training.

    Args:
        task: what is played, by networks.
        machines: in each level.
        reward: what is rewarded; None: the task's first objective.
        threads: default: all cores. Results do not depend on it.

    Raises:
        UserError: Gymnasium is not installed.
    """
    try:
        from evomario.environment.reward import of_task
        from evomario.environment.task import TaskEnv
    except ImportError as error:
        raise UserError(str(error)) from None
    return TaskEnv.of(task, machines, of_task(task, reward), threads)

"""A whole config: its parts, each checked by the room that it belongs to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, NamedTuple, cast

from pydantic import Field

from evomario import registry
from evomario.config import ConfigError, Node, Settings, load
from evomario.errors import UserError, one_of
from evomario.evaluation.settings import EvaluationSettings, TaskSettings
from evomario.evaluation.task import Task
from evomario.fitness import Expression
from evomario.fitness.handling import ConstrainedDominance, Handling
from evomario.fitness.settings import FitnessSettings, expression
from evomario.policies import Sequences
from evomario.policies.learnt import Spaces
from evomario.policies.policy import NETWORK
from evomario.policies.watching import PolicySettings, Watching, watching
from evomario.policies.weighted import Weighted
from evomario.registry import Chosen, Of, Unfit
from evomario.search import Algorithm, Learner, LearnerSettings
from evomario.search.neat import with_ini
from evomario.search.weights import TopologySettings

from . import callbacks  # noqa: F401, registers those that are built in
from .history import HistorySettings
from .learning import Learning, task_env
from .parts import Part, made
from .recipe import Recipe
from .stops import BUDGETS


class StopSettings(Settings):
    """When a run ends: at whichever comes first."""

    generations: int | None = Field(default=None, ge=1)
    evaluations: int | None = Field(default=None, ge=1)
    frames: int | None = Field(default=None, ge=1)
    seconds: float | None = Field(default=None, gt=0)
    target: str | None = Field(
        default=None, description="a truth value over the best feasible individual's metrics"
    )
    rules: tuple[Annotated[Chosen, Of("stop")], ...] = Field(
        default=(), description="more stop rules, by name: {type: stagnation, generations: 50}"
    )

    def limit(self, budget: str) -> float | None:
        """The least that is given of a budget, by its key or among the rules; None for none."""
        alike = [each for each in (*self.short(), *self.rules) if each.type == budget]
        return min((registry.parameters("stop", each)["most"] for each in alike), default=None)

    def short(self) -> list[Chosen]:
        """The rules that the keys of the same names are short for."""
        given = {name: getattr(self, name) for name in BUDGETS}
        return [registry.choose("stop", name, most=most) for name, most in given.items() if most]


def _networks() -> PolicySettings:
    """The policy of a config that says none."""
    return cast(PolicySettings, registry.choose("policy", NETWORK))


class RunSettings(Settings):
    """A config as a whole."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    seed: int = Field(default=0, ge=0)
    task: TaskSettings
    fitness: FitnessSettings
    algorithm: Annotated[Chosen, Of("algorithm", "learner")]
    stop: StopSettings
    policy: Annotated[PolicySettings, Of("policy")] = Field(
        default_factory=_networks,
        description="what is seen, how buttons are pressed by it, and what decides",
    )
    evaluation: EvaluationSettings = Field(default_factory=EvaluationSettings)
    history: HistorySettings = HistorySettings()
    callbacks: tuple[Annotated[Chosen, Of("callback")], ...] = Field(
        default=(), description="what is told of each generation, by name: [{type: csv}]"
    )


class RunConfig(NamedTuple):
    """A checked config.

    Attributes:
        node: where it was read from.
        settings: its parts.
        task: what they describe.
        target: the stop rule of that name.
    """

    node: Node
    settings: RunSettings
    task: Task
    target: Expression | None = None

    def algorithm(self) -> Algorithm:
        """The algorithm, at its beginning.

        Raises:
            ConfigError: something in it does not go with the task, or within itself.
        """
        chosen = self.settings.algorithm
        create, handling = registry.build(chosen.chosen_kind, chosen), self.handling()
        space = self._sizes() if self._watches() else self.task.actions
        more: dict[str, Any] = {"metrics": self.task.fitness.names} if self._has("metrics") else {}
        if self._watches() and self.settings.policy.type != NETWORK:
            more["policy"] = self._own()
        if isinstance(chosen, LearnerSettings):
            return cast(Algorithm, self._learning(create, chosen))
        try:
            made: Algorithm = create(space, self.settings.seed, handling=handling, **more)
        except Unfit as error:
            raise error.located(self.node, "algorithm") from None
        return made

    def _learning(self, create: Callable[..., Learner], chosen: LearnerSettings) -> Learning:
        """A learner, at its beginning.

        Raises:
            ConfigError: it does not go with the task; or its reward is wrong.
        """
        task, watching, node = self.task, self._watching(lambda genome: genome), self.node
        if watching.outputs.threshold is not None:
            problem = f"{chosen.type} chooses among actions"
            raise node.error(("policy", "outputs", "type"), problem, expected="argmax")
        if task.fitness.rules.follows_in_python:
            problem = f"{chosen.type} learns from kernels, and a metric is plain Python"
            raise node.error(("algorithm", "type"), problem)
        text, path = chosen.reward, ("algorithm", "reward")
        rewarded = text and expression(node, path, text, task.fitness.names, "number")
        seen = watching.observation
        grey = all(part.bytes for part in seen.parts)
        spaces = Spaces(seen.shape, watching.outputs.size, grey)
        try:
            learner = create(spaces, self.settings.seed)
        except Unfit as error:
            raise error.located(node, "algorithm") from None

        def machines(threads: int | None) -> Any:
            return task_env(task, chosen.machines, rewarded or None, threads)

        return Learning(learner, chosen, machines)

    def rules(self) -> list[Part]:
        """The stop rules, at their beginning.

        Raises:
            ConfigError: one cannot be made.
        """
        stop, node = self.settings.stop, self.node
        return [
            *made("stop", stop.short(), node, "stop"),
            *made("stop", stop.rules, node, "stop", "rules"),
        ]

    def callbacks(self) -> list[Part]:
        """The callbacks, at their beginning.

        Raises:
            ConfigError: one cannot be made, such as one whose package is not installed.
        """
        return made("callback", self.settings.callbacks, self.node, "callbacks")

    def _watches(self) -> bool:
        """Whether the algorithm makes networks."""
        return isinstance(self.settings.algorithm, LearnerSettings) or self._has("watches")

    def _has(self, trait: str) -> bool:
        """Whether the algorithm was registered with a trait."""
        chosen = self.settings.algorithm
        return bool(registry.entry(chosen.chosen_kind, chosen.type).traits.get(trait))

    def _sizes(self) -> tuple[int, int]:
        """The inputs and outputs that its networks must have."""
        return self._watching(lambda genome: genome).sizes

    def _own(self) -> Weighted:
        """The policy of the user's own, whose weights the algorithm evolves.

        Raises:
            ConfigError: it fails, or does not go with the algorithm.
        """
        settings, chosen = self.settings.algorithm, self.settings.policy
        if not self._has("weights"):
            problem = f"{settings.type} makes networks, and policy {chosen.type} is none"
            raise self.node.error(("policy", "type"), problem, expected=_evolving_weights())
        layers = TopologySettings.model_fields.keys() - Chosen.model_fields.keys()
        for key in sorted(layers) if isinstance(settings, TopologySettings) else ():
            if self.node.at(("algorithm", key)):
                problem = f"policy {chosen.type} has no layers, of which {key!r} would tell"
                raise self.node.error(("algorithm", key), problem)
        try:
            return Weighted(chosen, self._sizes())
        except Unfit as error:
            raise error.located(self.node, "policy") from None

    def _watching(self, network: Callable[[Any], Any]) -> Watching:
        try:
            return watching(self.settings.policy, self.task.actions.buttons, network)
        except Unfit as error:
            raise error.located(self.node, "policy", "outputs") from None

    def players(self) -> Sequences | Watching:
        """How the algorithm's genomes play.

        Raises:
            ConfigError: something does not go together.
        """
        made = self.algorithm()
        if self._watches():
            return self._watching(made.network)
        if self.node.at(("policy",)):
            problem = f"{self.settings.algorithm.type} makes action sequences, which see nothing"
            raise self.node.error(("policy",), problem)
        return made.policy

    def handling(self) -> Handling | None:
        """How the constraints are handled, by name and parameters; None if the config says nothing.

        Raises:
            ConfigError: there is no such handling, or its parameters are wrong.
        """
        path = ("fitness", "handling")
        count = len(self.settings.fitness.objectives)
        node = self.node.at(path)
        if node is None:
            return ConstrainedDominance() if count > 1 else None
        try:
            made: Handling = registry.create("handling", node)
            made.check(count)
        except ConfigError:
            raise
        except UserError as error:
            raise self.node.error(path, str(error)) from None
        return made


def load_config(source: str, overrides: Sequence[str] = ()) -> RunConfig:
    """Read and check a config: a file, or the name of one that comes with the package.

    Installed plug-ins are loaded if it does not do without.

    Raises:
        ConfigError: it cannot be read or is wrong somewhere; the message says where.
    """
    return config_of(with_ini(load(source, overrides=overrides)))


def config_of(node: Node) -> RunConfig:
    """The config of a whole node; otherwise as `load_config`."""
    try:
        return _checked(node)
    except ConfigError as error:
        first = error
    # A name that is not known yet may be an installed plug-in's.
    if registry.load_installed():
        try:
            return _checked(node)
        except ConfigError as error:
            first = error
    raise registry.refused(first, node)


def _evolving_weights() -> str:
    """The algorithms that evolve weights of whatever has them, in words."""
    kinds = [registry.entry("algorithm", name) for name in registry.names("algorithm")]
    return one_of(each.name for each in kinds if each.traits.get("weights")) + " as the algorithm"


def _typed(node: Node) -> Node:
    """A config whose policy says its type, where it may leave that out."""
    policy = node.child("policy")
    if policy is None or not isinstance(policy.value, dict) or "type" in policy.value:
        return node
    told = replace(policy, value={**policy.value, "type": Node(NETWORK, policy.mark)})
    return replace(node, value={**node.value, "policy": told})  # type: ignore[dict-item]


def _checked(node: Node) -> RunConfig:
    """A config of what is registered now."""
    settings = _typed(node).validate(registry.resolved(RunSettings))
    stop = settings.stop
    if not (stop.short() or stop.rules):
        raise node.error(
            ("stop",), "never ends: expected generations, evaluations, frames, seconds or rules"
        )
    task = Task.of(node, settings.task, settings.fitness, settings.evaluation, settings.seed)
    target = stop.target and expression(
        node, ("stop", "target"), stop.target, task.fitness.names, "truth"
    )
    config = RunConfig(node, settings, task, target or None)
    task.policy, task.handling = config.players(), config.handling()
    config.rules(), config.callbacks()  # to see that they can be made
    task.recipe = Recipe.of(node)
    return config

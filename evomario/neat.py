"""The door for neat-python code: a fitness function that `neat.Population.run` takes as it is.

    import neat
    from evomario.neat import config, fitness_function

    judge = fitness_function("neat/1-1")
    population = neat.Population(config("neat/1-1"), seed=0)  # or a neat.Config of your own
    population.add_reporter(neat.StdOutReporter(True))
    winner = population.run(judge, 50)
    judge.save(winner, population.config)  # a folder for `evomario play last --engine gym`

Like neat-python, it draws nothing itself: what is random is the population, and the noise, which
follows from the config's `seed`.
"""

import copy
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import neat

from evomario.errors import UserError
from evomario.evaluation.task import Task
from evomario.policies.watching import Actor, Watching
from evomario.runs import Champion, RunConfig, RunFolder, load_config
from evomario.runs.candidates import Candidate, crowned
from evomario.runs.files import write_text
from evomario.runs.trials import trials
from evomario.search.neat import NeatSettings, neat_config
from evomario.search.neat.players import Players
from evomario.search.neat.scores import Scores

Source = str | Path | RunConfig
Make = Callable[[Any, Any], Any]


class FitnessFunction(neat.reporting.BaseReporter):
    """What gives genomes their fitness; made by `fitness_function`.

    It can be called as it is. Added to the population as a reporter too, it takes the generation's
    number from there, and where constraints are handled by feasibility rules it keeps what species
    remember on one scale, as `search.neat.Neat` does.

    Attributes:
        task: what is played.
        inputs: how many a network takes: `num_inputs`.
        outputs: how many it gives: `num_outputs`.
        generation: whose noise is met next, where it changes from one to the next; a call counts
            as one.
    """

    def __init__(
        self, task: Task, network: Make | None, threads: int | None, loaded: RunConfig | None
    ) -> None:
        policy, objectives = _watching(task), len(task.fitness.objectives)
        if objectives > 1:
            raise UserError(f"a fitness of {objectives} objectives: expected one, as neat-python")
        self.task, self._policy, self._threads, self._loaded = task, policy, threads, loaded
        self._players = Players(policy.observation.size, policy.outputs.size, network)
        self._scores = Scores(task.handling)
        self.inputs, self.outputs = self._players[:2]
        self.generation = 0

    def __call__(self, genomes: Iterable[tuple[Any, Any]], config: Any) -> None:
        """Set the `fitness` of genomes, a generation of them, each given with its id.

        Raises:
            UserError: the config is of another size than the task, or a network does not fit.
        """
        named = list(genomes)
        if named:
            judged = self._playing(config).evaluate(
                named, self._threads, generation=self.generation
            )
            worth = self._scores(judged.objectives, judged.violations, 0.0)
            for (_, genome), fitness in zip(named, worth.tolist(), strict=True):
                genome.fitness = fitness
        self.generation += 1

    def start_generation(self, generation: int) -> None:
        """Take over the population's number; of neat-python's reporters."""
        self.generation = generation

    def post_evaluate(self, config: Any, population: Any, species: Any, best_genome: Any) -> None:
        """Keep what species remember on the scale of this generation's fitnesses."""
        for one in species.species.values():
            one.fitness_history = self._scores.shift(one.fitness_history)

    def state(self) -> dict[str, Any]:
        """What it goes on from beside neat-python's own checkpoint, as JSON takes it."""
        return {"generation": self.generation, "scores": self._scores.state()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from a state."""
        self.generation = state["generation"]
        self._scores.load(state["scores"])

    def player(self, genome: Any, config: Any) -> Actor:
        """What plays for a genome: a `Network`, or what acts in Python.

        Raises:
            UserError: there is none, or of another size.
        """
        return self._players(genome.key, genome, config)

    def champion(self, genome: Any, config: Any, *, generation: int | None = None) -> Champion:
        """A genome played once more and recorded, and where there is noise or `test` levels tried.

        Args:
            genome: the genome.
            config: its `neat.Config`.
            generation: whose noise it meets; default: that of the last call.

        Returns:
            Its recordings, which play themselves again on either engine.
        """
        task, named = self._playing(config), (genome.key, genome)
        number = max(self.generation - 1, 0) if generation is None else generation
        judged = task.evaluate([named], self._threads, generation=number)
        seeds = task.settings.noise.drawn(task.seed, number)
        candidate = Candidate.of(task, named, judged, 0, seeds)
        (made,) = crowned(task, [candidate])
        return made._replace(trials=trials(task, candidate.player, self._threads))

    def save(
        self, genome: Any, config: Any, output: str | Path | None = None, *,
        generation: int | None = None,
    ) -> RunFolder:  # fmt: skip
        """Leave a genome's champion in a folder that `evomario play` and `export` take.

        Args:
            genome: the genome.
            config: its `neat.Config`.
            output: a new folder; default: one under `runs/`.
            generation: as for `champion`.

        Raises:
            UserError: this was made of a task alone; or the folder is not empty, or cannot be made.
        """
        if self._loaded is None:
            raise UserError("made of a task: save expects fitness_function of the whole config")
        settings, place = self._loaded.settings, None if output is None else Path(output)
        folder = RunFolder.create(settings.name, settings.seed, place)
        self.champion(genome, config, generation=generation).write(folder.champion)
        write_text(folder.config, self._loaded.node.dump())
        return folder

    def _playing(self, config: Any) -> Task:
        """The task, played by genomes of a configuration, each given with its id."""

        def player(named: tuple[Any, Any]) -> Actor:
            return self._players(*named, config=config)

        task = copy.copy(self.task)
        task.policy = self._policy._replace(network=player)
        return task


def fitness_function(
    task: Task | Source, network: Make | None = None, *, threads: int | None = None
) -> FitnessFunction:
    """A fitness function for `neat.Population.run`.

    A `neat.DefaultGenome` without an `activate` of its own plays in kernels, feed-forward or
    recurrent as its configuration says; by neat-python's own networks where the configuration
    has functions of the user's. Any other genome plays by its own `activate(inputs) -> outputs`,
    before each episode of which its `reset()` is called, if it has one. What is no kernel's plays
    in Python, on one thread.

    Args:
        task: a config's task, or a config: a file, the name of one of the package, or one that is
            loaded. Its `policy:` says what is seen and how outputs press buttons; what its
            `algorithm:` says counts for nothing.
        network: `network(genome, config)` makes what plays for a genome: anything with `activate`,
            anew for each episode; or an `evomario.policies.networks.Network`, which kernels play.
        threads: on which kernels play; default: all cores.

    Raises:
        ConfigError: the config cannot be read or is wrong somewhere.
        UserError: the task is played by action sequences, has several objectives, or handles
            constraints in a way that gives no number.
    """
    if isinstance(task, Task):
        return FitnessFunction(task, network, threads, None)
    loaded = _loaded(task)
    return FitnessFunction(loaded.task, network, threads, loaded)


def config(source: Source) -> neat.Config:
    """The `neat.Config` of a config whose algorithm is `neat`: its values, of the task's size.

    Raises:
        ConfigError: the config cannot be read or is wrong somewhere.
        UserError: its algorithm is another.
    """
    loaded = _loaded(source)
    settings = loaded.settings.algorithm
    if not isinstance(settings, NeatSettings):
        raise UserError(f"the algorithm of this config is {settings.type}: expected neat")
    policy = _watching(loaded.task)
    return neat_config(settings, policy.observation.size, policy.outputs.size)


def _loaded(source: Source) -> RunConfig:
    return source if isinstance(source, RunConfig) else load_config(str(source))


def _watching(task: Task) -> Watching:
    """How a task's networks watch the game.

    Raises:
        UserError: it is played by sequences.
    """
    if isinstance(task.policy, Watching):
        return task.policy
    problem = "this config's genomes are action sequences, which see nothing"
    raise UserError(f"{problem}: expected one with networks, as neat/1-1")

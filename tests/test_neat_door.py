"""The door for neat-python code: its own loop and reporters, its genomes, and the user's."""

import json
import math
import random
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import neat
import neat.iznn
import numpy as np
import pytest
from neat.activations import tanh_activation

import evomario
from evomario.cli import main
from evomario.errors import UserError
from evomario.evaluation.task import Task
from evomario.mario.observations import Observation
from evomario.neat import FitnessFunction, config, fitness_function
from evomario.policies.networks import Network, count_weights
from evomario.runs import Champion, RunConfig
from evomario.runs.acting import acted, otherwise
from evomario.search.neat import genome_bytes
from evomario.search.randomness import Randomness
from tests.policies.networks.neats import seeded, total
from tests.search.neat.toys import species_of

EXAMPLE = Path(__file__).parents[1] / "docs" / "examples" / "neat_own_loop.py"
CONFIG = """\
name: door
task:
  train: [1-1]
  actions: [right B, right A B, NOOP, left]
  limits: {moves: 150, no_progress: {metric: progress, moves: 60}}
policy:
  observation: [{type: tiles, width: 4, height: 4, speed: true}, {type: clock}]
  outputs: {type: argmax, every: 3}
fitness:
  objectives:
    - maximize: progress
algorithm:
  type: neat
  population: 12
  genome:
    initial_connection: partial_direct 0.5
    num_hidden: 2
    activation_options: [tanh, sigmoid, relu]
    activation_mutate_rate: 0.2
    aggregation_options: [sum, max]
    response_init_stdev: 0.3
  species: {compatibility_threshold: 2.0}
  stagnation: {species_elitism: 2}
  reproduction: {elitism: 1}
stop: {generations: 3}
"""
RECURRENT = "algorithm.genome.feed_forward=false"
NOISE = "task.noise={sticky: 0.25, noop_max: 9, episodes: 2, seeds: per_generation}"
BINDING = """\
[{require: "jumps <= 1", violation: jumps}, {require: "x <= 900", at: every_move}]"""
CONSTRAINTS = f"fitness.constraints={BINDING}"
PENALTY = "fitness.handling={type: static_penalty, price: 0.5}"
#: Nothing is allowed at first; the first that is moves what species remember.
LATE = (
    "fitness.objectives=[{maximize: 500 - distance}]",
    "fitness.constraints=[{require: left_moves*jumps >= 60}]", "seed=2",
)  # fmt: skip


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., RunConfig]:
    path = tmp_path / "config.yaml"
    path.write_text(CONFIG)
    return lambda *overrides: evomario.load(path, overrides=overrides)


def grown(made: neat.Config, count: int) -> list[tuple[int, neat.DefaultGenome]]:
    """Genomes mutated many times, each with its id."""
    with seeded(5):
        genomes = list(neat.Population(made).population.items())[:count]
        for _, genome in genomes:
            for _ in range(20):
                genome.mutate(made.genome_config)
    return genomes


def by_neat_python(genome: Any, made: neat.Config) -> Any:
    """neat-python's own network, whose sums are those of kernels on every Python."""
    kind = neat.nn.RecurrentNetwork
    if made.genome_config.feed_forward:
        kind = neat.nn.FeedForwardNetwork
    return total(kind.create(genome, made), made.genome_config.aggregation_function_defs)


def judged(judge: FitnessFunction, genomes: Any, made: neat.Config) -> list[float]:
    judge(genomes, made)
    return [genome.fitness for _, genome in genomes]


@pytest.fixture
def kernels(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many networks each call of the kernels' player was given."""
    from evomario.evaluation import here

    sizes: list[int] = []
    play = here.play_networks

    def counted(levels: Any, players: Any, *more: Any, **named: Any) -> Any:
        sizes.append(len(players))
        return play(levels, players, *more, **named)

    monkeypatch.setattr(here, "play_networks", counted)
    return sizes


@pytest.mark.parametrize(
    "overrides",
    [
        (),
        (RECURRENT, NOISE, "task.train=[1-1, 1-3]"),
        (NOISE, CONSTRAINTS, "task.lives=2", "policy.outputs={type: threshold, every: 2}"),
        (RECURRENT, CONSTRAINTS, PENALTY, "policy.observation={type: pixels}"),
        ("fitness.objectives=[{maximize: distance - moves, over_frames: best}]",
         "task.limits.no_progress.metric=fitness"),
    ],
)  # fmt: skip
def test_kernels_and_neat_python_s_networks_give_the_same_fitness(load, kernels, overrides) -> None:
    loaded = load(*overrides)
    made = config(loaded)
    genomes = grown(made, 10)
    judges = [fitness_function(loaded), fitness_function(loaded.task, by_neat_python)]
    for _ in range(2):  # of noise that changes
        ours, theirs = (judged(judge, genomes, made) for judge in judges)
        assert ours == theirs and len(set(ours)) > 2
        assert all(type(each) is float for each in ours)
    assert kernels == [10, 10]
    assert judged(fitness_function(loaded, threads=1), genomes[:3], made) == judged(
        fitness_function(loaded.task), genomes[:3], made
    )


def test_it_gives_the_task_s_own_objectives(load) -> None:
    loaded = load(NOISE)
    made = config(loaded)
    genomes = grown(made, 6)
    judge = fitness_function(loaded)
    own = [genome for _, genome in genomes]
    for generation in range(2):
        judged(judge, genomes, made)
        # The config's own algorithm has the same values, and makes the same networks.
        wanted = loaded.task.evaluate(own, generation=generation).objectives[:, 0]
        assert [genome.fitness for genome in own] == wanted.tolist()
    assert judge.generation == 2


def populations(
    loaded: RunConfig, judge: FitnessFunction, generations: int
) -> tuple[list[bytes], neat.Population, neat.StatisticsReporter]:
    """Each generation's genomes in neat-python's own loop, with its reporters."""
    found: list[bytes] = []

    def listed(genomes: Any, made: neat.Config) -> None:
        judge(genomes, made)
        found.append(b"".join(genome_bytes(genome) for _, genome in genomes))

    with Randomness(loaded.settings.seed).installed():
        population = neat.Population(config(loaded))
        statistics = neat.StatisticsReporter()
        for reporter in (judge, neat.StdOutReporter(True), statistics):
            population.add_reporter(reporter)
        population.run(listed, generations)
    return found, population, statistics


@pytest.mark.parametrize("overrides", [(NOISE,), (CONSTRAINTS,), (CONSTRAINTS, PENALTY), LATE])
def test_neat_python_s_loop_breeds_what_a_run_breeds(load, capsys, overrides) -> None:
    loaded = load(*overrides, "algorithm.stagnation.max_stagnation=4")
    judge = fitness_function(loaded)
    theirs, population, statistics = populations(loaded, judge, 7)
    one, ours = loaded.algorithm(), []
    for generation in range(7):
        genomes = one.ask()
        ours.append(b"".join(map(genome_bytes, genomes)))
        one.tell(genomes, loaded.task.evaluate(genomes, generation=generation))
    assert ours == theirs
    assert species_of(one._lineage.species) == species_of(population.species)
    assert judge.generation == 7
    assert len(statistics.most_fit_genomes) == 7
    assert "Running generation 6" in capsys.readouterr().out


def test_a_checkpoint_goes_on(load, tmp_path, capsys) -> None:
    loaded = load(NOISE, CONSTRAINTS)
    judge, prefix = fitness_function(loaded), str(tmp_path / "at-")
    random.seed(3)
    population = neat.Population(config(loaded))
    population.add_reporter(neat.Checkpointer(2, filename_prefix=prefix))
    population.run(judge, 2)
    state = json.loads(json.dumps(judge.state()))
    assert state["generation"] == 2 and state["scores"]["least"] is not None
    restored = neat.Checkpointer.restore_checkpoint(f"{prefix}2")
    again = fitness_function(loaded)
    again.load(state)
    genomes, other = list(population.population.items()), list(restored.population.items())
    assert [genome_bytes(g) for _, g in genomes] == [genome_bytes(g) for _, g in other]
    wanted = judged(judge, genomes, population.config)
    assert judged(again, other, restored.config) == wanted
    restored.run(again, 2)
    assert again.generation == 5
    fresh = fitness_function(loaded)
    restored.add_reporter(fresh)
    restored.run(fresh, 1)
    assert fresh.generation == restored.generation == 5


class Rule:
    """A genome of the user's own: one weight an output, and a memory within an episode."""

    def __init__(self, key: int) -> None:
        self.key, self.fitness, self.weights, self.steps = key, None, [], []

    @classmethod
    def parse_config(cls, values: dict[str, str]) -> Any:
        return type("RuleConfig", (), {"size": int(values["size"])})()

    @classmethod
    def write_config(cls, file: Any, own: Any) -> None:
        file.write(f"size = {own.size}\n")

    def configure_new(self, own: Any) -> None:
        self.weights = [random.gauss(0, 1) for _ in range(own.size)]

    def configure_crossover(self, one: "Rule", other: "Rule", own: Any) -> None:
        pairs = zip(one.weights, other.weights, strict=True)
        self.weights = [random.choice(pair) for pair in pairs]

    def mutate(self, own: Any) -> None:
        self.weights[random.randrange(own.size)] += random.gauss(0, 1)

    def distance(self, other: "Rule", own: Any) -> float:
        return math.dist(self.weights, other.weights)

    def size(self) -> tuple[int, int]:
        return len(self.weights), 0

    def reset(self) -> None:
        self.steps.append(0)

    def activate(self, inputs: list[float]) -> list[float]:
        self.steps[-1] += 1
        return [w * inputs[i] + math.sin(self.steps[-1] * w) for i, w in enumerate(self.weights)]


INI = """\
[NEAT]
fitness_criterion = max
fitness_threshold = 9
pop_size = 6
reset_on_extinction = False
no_fitness_termination = True
[Rule]
size = 4
[DefaultSpeciesSet]
compatibility_threshold = 3.0
[DefaultStagnation]
species_fitness_func = max
max_stagnation = 20
species_elitism = 2
[DefaultReproduction]
elitism = 1
survival_threshold = 0.5
min_species_size = 2
"""
DEFAULTS = neat.DefaultReproduction, neat.DefaultSpeciesSet, neat.DefaultStagnation


@pytest.fixture
def rules(tmp_path: Path) -> neat.Config:
    path = tmp_path / "rule.ini"
    path.write_text(INI)
    return neat.Config(Rule, *DEFAULTS, str(path))


def test_a_genome_of_the_user_s_own_plays_by_its_activate(load, rules, kernels, tmp_path) -> None:
    loaded = load(NOISE, "task.test=[1-3]", "task.limits.moves=40")
    judge = fitness_function(loaded)
    population = neat.Population(rules, seed=1)
    winner = population.run(judge, 3)
    assert isinstance(winner, Rule) and winner.fitness > 0 and not kernels
    assert winner.steps[:2] == [14, 14] and len(winner.steps) % 2 == 0  # 40 moves, every 3
    champion = judge.champion(winner, rules)
    assert len(champion.recordings) == 2 and champion.policy == {}
    assert [(each.level, each.episodes) for each in champion.trials] == [("1-1", 100), ("1-3", 100)]
    for recording in champion.recordings:
        for engine in ("compiled", "gym"):
            now = acted(judge.task, judge.player(winner, rules), recording, engine)
            assert otherwise(recording, now) == []
    folder = judge.save(winner, rules, tmp_path / "saved")
    assert Champion.read(folder.champion).recordings[0].outcome == champion.recordings[0].outcome


def test_a_saved_winner_is_played_filmed_and_exported(load, tmp_path, capsys) -> None:
    loaded = load("task.limits.moves=30")
    judge, made = fitness_function(loaded), config(loaded)
    (winner,) = grown(made, 1)
    judged(judge, [winner], made)
    champion = judge.champion(winner[1], made)
    assert champion.objectives == (winner[1].fitness,)
    place, video = tmp_path / "saved", tmp_path / "winner.mp4"
    judge.save(winner[1], made, str(place))
    for command in (
        ["play", str(place), "--engine", "gym"],
        ["play", str(place), "--video", str(video)],
        ["export", str(place), "--verifier"],
    ):
        with pytest.raises(SystemExit) as ended:
            main(command)
        assert not ended.value.code
    told = capsys.readouterr().out
    assert "the network, acting on its own, does the same" in told
    assert video.stat().st_size > 1000 and (place / "verify.py").is_file()
    with pytest.raises(UserError, match="not empty"):
        judge.save(winner[1], made, place)
    with pytest.raises(UserError, match="expects fitness_function of the whole config"):
        fitness_function(loaded.task).save(winner[1], made, tmp_path / "other")
    assert not (tmp_path / "other").exists()


def test_the_champion_meets_the_noise_that_it_is_told(load) -> None:
    loaded = load(NOISE, "task.limits.moves=30")
    judge, made = fitness_function(loaded), config(loaded)
    ((key, winner),) = grown(made, 1)
    for _ in range(3):
        judge([(key, winner)], made)
    drawn = loaded.settings.task.noise.drawn
    seeds = [
        [r.seed for r in judge.champion(winner, made, generation=g).recordings] for g in (0, 2)
    ]
    assert seeds == [[*drawn(0, 0)], [*drawn(0, 2)]]
    assert [r.seed for r in judge.champion(winner, made).recordings] == seeds[1]


def test_functions_of_the_user_s_own_play_by_neat_python_s_networks(load, kernels) -> None:
    loaded = load()
    made = config(loaded)
    made.genome_config.add_activation("mine", lambda z: tanh_activation(z))
    genomes = grown(made, 4)
    plain = judged(fitness_function(loaded), genomes, made)
    assert kernels == [4]  # none of the genomes can have it
    made.genome_config.activation_options.append("mine")
    for _, genome in genomes:
        for node in genome.nodes.values():
            node.activation = "mine" if node.activation == "tanh" else node.activation
    played = judged(fitness_function(loaded), genomes, made)
    assert kernels == [4] and np.allclose(played, plain)


class Loud(neat.DefaultGenome):
    """A DefaultGenome that plays by itself."""

    def activate(self, inputs: list[float]) -> list[float]:
        return [0, 1, 0, 0]


def test_a_default_genome_with_an_activate_of_its_own_plays_by_it(load, kernels) -> None:
    loaded = load()
    made = config(loaded)
    made.genome_type = Loud
    genomes = grown(made, 2)
    first, second = judged(fitness_function(loaded), genomes, made)
    assert first == second > 0 and not kernels


def test_networks_made_by_a_function_are_the_kernels_where_they_can_be(load, kernels) -> None:
    loaded = load()
    judge = fitness_function(loaded, lambda genome, _: layers(genome))
    sizes = judge.inputs, judge.outputs

    def layers(genome: Any) -> Network:
        draw = np.random.default_rng(genome.key)
        return Network.layers(sizes, draw.normal(size=count_weights(sizes)))

    made = config(load("policy.observation={type: clock}"))  # of another size: a pattern's
    assert len(set(judged(judge, grown(made, 5), made))) > 1 and kernels == [5]


def test_a_failure_of_the_user_s_comes_out_and_says_whose_it_was(load) -> None:
    loaded = load()
    made = config(loaded)
    genomes = grown(made, 3)

    def make(genome: Any, _: Any) -> Any:
        if genome is genomes[1][1]:
            raise LookupError("mine")
        return by_neat_python(genome, made)

    judge = fitness_function(loaded, make)
    with pytest.raises(LookupError, match="mine") as caught:
        judge(genomes, made)
    assert judge.generation == 0
    if hasattr(caught.value, "add_note"):
        assert caught.value.__notes__ == [f"raised by the network of genome {genomes[1][0]}"]


class Spiking(neat.iznn.IZGenome):
    pass


def other(made: neat.Config, **keys: Any) -> neat.Config:
    for key, value in keys.items():
        setattr(made.genome_config, key, value)
    return made


def test_what_does_not_fit_is_told_in_a_line(load, rules) -> None:
    loaded = load()
    judge, made = fitness_function(loaded), config(loaded)
    genomes = grown(made, 1)
    assert (judge.inputs, judge.outputs) == (made.genome_config.num_inputs, 4)
    wrong = f"num_inputs = 3 and num_outputs = 4: expected {judge.inputs} and 4"
    with pytest.raises(UserError, match=wrong):
        judge(genomes, other(config(loaded), num_inputs=3))
    with pytest.raises(UserError, match="num_outputs = 5: expected"):
        judge(genomes, other(config(loaded), num_outputs=5))
    with pytest.raises(UserError, match="Spiking has no activate"):
        judge([(1, Spiking(1))], other(config(loaded), node_gene_type=neat.iznn.IZNodeGene))
    with pytest.raises(UserError, match=r"object has no activate\(inputs\): expected one, or"):
        judge([(1, object())], rules)
    with pytest.raises(UserError, match="genome 1: int has no activate"):
        fitness_function(loaded, lambda *_: 5)(genomes, made)
    with pytest.raises(UserError, match=f"genome 1: a network of 3 inputs and 4 .* {judge.inputs}"):
        fitness_function(loaded, lambda *_: Network.layers([3, 4], np.zeros(16)))(genomes, made)
    with pytest.raises(UserError, match="genome 1: activate gave 2 outputs: expected 4 numbers"):
        fitness_function(loaded, lambda *_: type("X", (), {"activate": lambda s, x: [0, 1]})())(
            genomes, made
        )


def test_tasks_that_give_no_number_are_refused(load, monkeypatch) -> None:
    with pytest.raises(UserError, match="action sequences, which see nothing"):
        fitness_function("ga/1-1")
    with pytest.raises(UserError, match="the algorithm of this config is cma: expected neat"):
        config(load("algorithm={type: cma, population: 6}"))
    with pytest.raises(UserError, match="did you mean 'neat/1-1'"):
        fitness_function("neat/1-11")
    epsilon = load("algorithm={type: real_ga, population: 6}", CONSTRAINTS,
                   "fitness.handling={type: epsilon}")  # fmt: skip
    with pytest.raises(UserError, match="expected feasibility_rules or static_penalty"):
        fitness_function(epsilon)
    task = load().task
    monkeypatch.setattr(task.fitness, "objectives", task.fitness.objectives * 2)
    with pytest.raises(UserError, match="a fitness of 2 objectives: expected one"):
        fitness_function(task)


def test_it_leaves_the_task_as_it_is(load) -> None:
    loaded = load()
    policy, made = loaded.task.policy, config(loaded)
    judge = fitness_function(loaded.task)
    judge([], made)
    judged(judge, grown(made, 2), made)
    assert loaded.task.policy is policy and isinstance(judge.task, Task)
    assert isinstance(policy.observation, Observation)


def test_the_example_runs(capsys) -> None:
    run = runpy.run_path(str(EXAMPLE))["main"]
    champion = run(2, 8)
    assert isinstance(champion, Champion) and champion.recordings[0].outcome["distance"] > 0
    assert "as recorded on gym-super-mario-bros" in capsys.readouterr().out

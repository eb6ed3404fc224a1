import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evomario.errors import UserError
from evomario.fitness.handling import HANDLINGS
from evomario.policies.networks import count_weights
from evomario.registry import Unfit
from evomario.runs.checkpoint import read_checkpoint, write_checkpoint
from tests.search.weights.toys import KINDS, SIZES, algorithm, digest, distance, evaluation, step


def saved(one: Any, folder: Path) -> Any:
    """A state as a file keeps it."""
    write_checkpoint(folder, one.generation, one.state())
    return read_checkpoint(folder / f"{one.generation:08d}.zip")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("generations", [0, 1, 30])
def test_a_state_goes_on_exactly_through_a_file(
    kind: str, generations: int, tmp_path: Path
) -> None:
    one, other = algorithm(kind, 3), algorithm(kind, 99)
    digest(one, generations)
    digest(other, 2)
    other.load(saved(one, tmp_path))
    assert digest(one, 20) == digest(other, 20)
    assert one.generation == other.generation == generations + 20
    assert one.best.fitness == other.best.fitness


@settings(max_examples=12)
@given(
    kind=st.sampled_from(sorted(KINDS)),
    seed=st.integers(0, 2**64),
    moments=st.sets(st.integers(0, 9), max_size=5),
    asked=st.booleans(),
)
def test_resumed_at_any_moments_or_only_saved_a_run_is_the_same(
    kind: str, seed: int, moments: set[int], asked: bool
) -> None:
    quiet = digest(algorithm(kind, seed), 10)
    saving, resumed = algorithm(kind, seed), algorithm(kind, seed)
    found: list[list[bytes]] = [[], []]
    for generation in range(10):
        if generation in moments:
            for one in (saving, resumed):
                one.spent = min(1.0, generation / 50)
                if asked:
                    one.ask()
            saving.state()
            state = resumed.state()
            resumed = algorithm(kind, 7)
            resumed.load(state)
        found[0] += digest(saving, 1)
        found[1] += digest(resumed, 1)
    assert found == [quiet, quiet]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_repeats_another_differs_and_no_global_chance_is_touched(kind: str) -> None:
    random.seed(7)
    np.random.seed(7)
    before, numpy_before = random.getstate(), np.random.get_state()[1].tolist()
    first = digest(algorithm(kind, 1), 4)
    assert random.getstate() == before and np.random.get_state()[1].tolist() == numpy_before
    random.seed(8)
    np.random.seed(8)
    assert digest(algorithm(kind, 1), 4) == first
    assert digest(algorithm(kind, 2), 4) != first


@pytest.mark.parametrize("kind", KINDS)
def test_the_target_comes_nearer(kind: str) -> None:
    one = algorithm(kind, 0)
    values = []
    for _ in range(100):
        step(one)
        values.append(one.best.fitness.values[0])
    assert values == sorted(values)
    assert values[-1] > 0.3 * values[0]
    assert one.best.fitness.values[0] == distance(one.best.genome)


@pytest.mark.parametrize("kind", KINDS)
def test_genomes_are_the_weights_of_a_network(kind: str) -> None:
    one = algorithm(kind)
    hidden = one.settings.hidden
    for genome in step(one):
        assert genome.dtype == np.float64
        assert genome.shape == (count_weights((SIZES[0], *hidden, SIZES[1])),)
        network = one.network(genome)
        assert network.size_inputs == 2 and network.size_outputs == 1
        again = genome[: 2 * hidden[0]].reshape(2, hidden[0])
        assert np.array_equal(network.form.weights[: 2 * hidden[0]].reshape(2, -1), again)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_finite_is_the_worst_and_what_is_allowed_goes_before(kind: str) -> None:
    one = algorithm(kind)
    for worst in (-np.inf, np.nan):
        genomes = one.ask()
        values = [worst] * len(genomes)
        values[3] = -5.0
        one.tell(genomes, evaluation(values))
    assert one.best.fitness.values == (-5.0,)
    assert all(np.isfinite(genome).all() for genome in step(one))
    one = algorithm(kind)
    genomes = one.ask()
    violations = [0.5] * len(genomes)
    violations[2] = 0.0
    one.tell(genomes, evaluation(np.where(np.array(violations) > 0, 9.0, -90.0), violations))
    assert np.array_equal(one.best.genome, genomes[2])


@pytest.mark.parametrize("name", sorted(set(HANDLINGS) - {"constrained_dominance"}))
@pytest.mark.parametrize("kind", ["sbx", "deep_ga", "cma"])
def test_every_handling_of_constraints_goes(kind: str, name: str, tmp_path: Path) -> None:
    make = HANDLINGS[name]
    one, other = algorithm(kind, handling=make()), algorithm(kind, 5, handling=make())

    def generation(each: Any) -> bytes:
        genomes = each.ask()
        violations = [max(0.0, 0.5 - float(genome[0])) for genome in genomes]
        each.tell(genomes, evaluation([distance(genome) for genome in genomes], violations))
        return b"".join(genome.tobytes() for genome in genomes)

    for _ in range(5):
        generation(one)
    other.load(saved(one, tmp_path))
    assert [generation(one) for _ in range(5)] == [generation(other) for _ in range(5)]


def test_a_chain_of_seeds_makes_the_weights_to_the_last_bit() -> None:
    one = algorithm("deep_ga")
    for generation in range(12):
        step(one)
        for elder in one._elders:
            assert len(elder.chain) <= generation + 1
            assert np.array_equal(one.weights(elder.chain), elder.weights)
    assert max(len(elder.chain) for elder in one._elders) > 5


def test_the_elite_is_asked_for_again_and_judged_by_its_mean() -> None:
    one = algorithm("deep_ga", elite=2)
    first = one.ask()
    assert len(first) == 20
    one.tell(first, evaluation([9.0, 8.0, *[0.0] * 18]))
    second = one.ask()
    assert len(second) == 22
    assert second[0].tobytes() == first[0].tobytes() and second[1].tobytes() == first[1].tobytes()
    one.tell(second, evaluation([-9.0, 6.0, *[1.0] * 20]))  # means: 0, 7
    third = one.ask()
    assert third[0].tobytes() == first[1].tobytes()
    assert first[0].tobytes() not in [genome.tobytes() for genome in third]
    assert one.best.fitness.values == (9.0,)


@pytest.mark.parametrize(
    "kind, more",
    [
        ("sbx", {"mutate": {"type": "gaussian", "sigma": 0.1, "indpb": 1.0, "mutpb": 1.0}}),
        ("deep_ga", {}),
        ("deep_ga_elite", {}),
    ],
)
def test_weights_that_mutation_changed_are_told(kind: str, more: dict[str, Any]) -> None:
    one = algorithm(kind, **more)
    counts = []
    for _ in range(3):
        genomes = step(one)
        told = one.summary()["mutations"]
        assert [row["place"] for row in told] == list(range(len(genomes)))
        counts.append([row["genes"] for row in told])
    elite = len(counts[1]) - 20 if "deep" in kind else 0
    size = len(one.ask()[0])
    assert set(counts[0]) == {0}  # which nobody bred
    assert counts[1] == counts[2] == [0] * elite + [size] * (len(counts[1]) - elite)
    assert elite == {"sbx": 0, "deep_ga": 1, "deep_ga_elite": 6}[kind]


def test_the_elite_of_the_real_ga_survives_unchanged() -> None:
    one = algorithm("blx")
    step(one)
    old = sorted(one._population, key=lambda each: each.fitness, reverse=True)[:2]
    genomes = step(one)
    assert len(genomes) == 18
    assert all(any(each is kept for kept in one._population) for each in old)


def test_first_weights_are_as_wide_as_what_comes_in_allows() -> None:
    one = algorithm("deep_ga", hidden=(4,), sizes=(100, 2), population=300)
    weights = np.array(one.ask())
    assert weights[:, :400].std() == pytest.approx(0.1, rel=0.05)
    assert (weights[:, 400:404] == 0).all()  # biases
    assert weights[:, 404:412].std() == pytest.approx(0.5, rel=0.1)


@pytest.mark.parametrize(
    ("kind", "settings", "path"),
    [
        ("sbx", {"sizes": (10_000, 100), "hidden": (1000,)}, "hidden"),
        ("sbx", {"sizes": (1000, 10), "hidden": (1000,), "population": 1000}, "hidden"),
        ("cma", {"sizes": (1000, 10)}, None),
        ("cma", {"sizes": (1000, 10), "hidden": (30,)}, "covariance"),
    ],
)
def test_networks_that_are_too_large_are_refused(kind: str, settings: dict, path: str) -> None:
    if path is None:
        algorithm(kind, **settings)
        return
    with pytest.raises(Unfit) as caught:
        algorithm(kind, **settings)
    assert caught.value.path == (path,)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("sbx", {"elitism": 20}), ("deep_ga", {"parents": 21}), ("deep_ga", {"elite": 21}),
        ("cma", {"population": 5}), ("sbx", {"activation": "tan"}), ("sbx", {"hidden": (0,)}),
        ("sbx", {"mate": {"type": "cxOnePoint"}}),
    ],
)  # fmt: skip
def test_numbers_that_do_not_go_together_are_refused(kind: str, settings: dict) -> None:
    with pytest.raises(ValueError):
        algorithm(kind, **settings)


def test_several_objectives_are_refused() -> None:
    for kind in ("sbx", "deep_ga", "cma"):
        one = algorithm(kind)
        genomes = one.ask()
        told = evaluation([0.0] * len(genomes))
        with pytest.raises(UserError, match="one objective"):
            one.tell(genomes, told._replace(objectives=np.zeros((len(genomes), 2))))

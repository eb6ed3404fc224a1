import copy
import pickle

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evomario.evaluation import Limits, Outcomes, Reuse, play_sequences
from evomario.evaluation.prefixes import EVERY, Prefixes
from evomario.evaluation.reuse import schedule
from evomario.runs import load_config
from tests.evaluation.test_sequences import BUTTONS, held

LIMITS = Limits(moves=600, no_progress=60)


def related(random: np.random.Generator, known: list[np.ndarray]) -> np.ndarray:
    """A sequence akin to those known: mutated, cut, extended, crossed, repeated, or new."""
    one, other = (known[i] for i in random.integers(len(known), size=2))
    cut = int(random.integers(len(one) + 1))
    kind = random.integers(6)
    if kind == 0:
        return one[:cut]
    if kind == 1:
        return np.concatenate([one, random.choice(BUTTONS, cut)])
    if kind == 2:
        return np.concatenate([one[:cut], other[cut:]])
    if kind == 3:
        return one.copy()
    if kind == 4:
        return held(int(random.integers(1 << 30)), runs=20)
    mutant = one.copy()
    mutant[cut : cut + 20] = random.choice(BUTTONS)
    return mutant


def batches(seed: int, count: int = 3, size: int = 9) -> list[list[np.ndarray]]:
    random = np.random.default_rng(seed)
    known = [held(seed, runs=40), held(seed + 1, runs=30)]
    made = []
    for _ in range(count):
        made.append([related(random, known) for _ in range(size)])
        known += made[-1]
    return made


def same(one: Outcomes, other: Outcomes) -> None:
    assert one.records.tobytes() == other.records.tobytes()
    assert one.states.tobytes() == other.states.tobytes()
    for a, b in zip(one.paths, other.paths, strict=True):
        assert [path.tolist() for path in a] == [path.tolist() for path in b]


@settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
@given(
    seed=st.integers(0, 10_000),
    memory=st.sampled_from([0, 1, 2, 64]),
    lives=st.sampled_from([1, 2]),
    threads=st.sampled_from([1, 3]),
    limits=st.sampled_from([LIMITS, Limits(), Limits(frames=300), Limits(moves=150)]),
)
def test_results_are_the_same_to_the_byte(seed, memory, lives, threads, limits) -> None:
    reuse = Reuse(memory)
    levels = ["1-1", "2-1"]
    for moves in batches(seed):
        plain = play_sequences(levels, moves, limits=limits, lives=lives, paths=True)
        again = play_sequences(
            levels, moves, limits=limits, lives=lives, paths=True, threads=threads, reuse=reuse
        )
        same(plain, again)
        assert (plain.frames_emulated == plain.records["frames"]).all()
        assert (again.frames_emulated <= plain.frames_emulated).all()


def test_one_store_serves_all_conditions_and_confuses_none() -> None:
    reuse = Reuse()
    moves = batches(3)[1]
    for limits in (LIMITS, Limits(), Limits(frames=100), Limits(moves=77), Limits(no_progress=9)):
        for lives in (1, 3):
            for level in ("1-1", "game", "lost-1-1"):
                plain = play_sequences(level, moves, limits=limits, lives=lives)
                same(plain, play_sequences(level, moves, limits=limits, lives=lives, reuse=reuse))


def test_states_of_one_noise_seed_are_not_used_for_another() -> None:
    reuse, moves = Reuse(), [held(1)]
    play_sequences("1-1", moves, reuse=reuse)
    assert play_sequences("1-1", moves, reuse=reuse, noise_seeds=[1]).frames_emulated.all()
    assert not play_sequences("1-1", moves, reuse=reuse).frames_emulated.any()


def test_what_was_emulated_does_not_depend_on_threads() -> None:
    def emulated(threads: int) -> list[list[int]]:
        reuse = Reuse(2)
        return [
            play_sequences("1-1", moves, limits=LIMITS, threads=threads, reuse=reuse)
            .frames_emulated[0]
            .tolist()
            for moves in batches(8)
        ]

    assert emulated(1) == emulated(2) == emulated(5)


def test_a_known_episode_is_not_played_again() -> None:
    reuse = Reuse()
    right = np.full(3000, 128, np.uint8)
    first = play_sequences("1-1", [right, right], reuse=reuse)
    used = int(first.records["moves"][0, 0])
    assert first.frames_emulated[0].tolist() == [first.records["frames"][0, 0], 0]
    other_tail = right.copy()
    other_tail[used:] = 0
    second = play_sequences("1-1", [right, other_tail, right[:used]], reuse=reuse)
    assert second.frames_emulated[0].tolist() == [0, 0, 0]
    same(play_sequences("1-1", [right, other_tail, right[:used]]), second)


@pytest.mark.parametrize("length", [0, 16, 17, 50, 51])
def test_where_a_sequence_ran_out_a_longer_one_goes_on(length: int) -> None:
    reuse, moves = Reuse(), held(4)
    play_sequences("1-1", [moves[:length]], limits=LIMITS, reuse=reuse)
    longer = play_sequences("1-1", [moves], limits=LIMITS, reuse=reuse)
    same(longer, play_sequences("1-1", [moves], limits=LIMITS))
    spared = longer.records["frames"][0, 0] - longer.frames_emulated[0, 0]
    assert spared >= length


def test_a_late_mutation_costs_little() -> None:
    reuse, moves = Reuse(), held(5)
    first = play_sequences("1-1", [moves], limits=LIMITS, reuse=reuse)
    used = int(first.records["moves"][0, 0])
    mutants = []
    for before in (5, 40, 90):
        mutant = moves[:used].copy()
        mutant[used - before :] = 0
        mutants.append(mutant)
    second = play_sequences("1-1", mutants, limits=LIMITS, reuse=reuse)
    assert (second.frames_emulated[0] <= np.array([5, 40, 90]) + 2 * EVERY).all()


def test_the_memory_is_bounded_and_the_oldest_goes_first() -> None:
    reuse = Reuse(1)
    old = held(1)
    play_sequences("1-1", [old], limits=LIMITS, reuse=reuse)
    kept = []
    for seed in range(2, 40):
        play_sequences("1-1", [held(seed)], limits=LIMITS, reuse=reuse)
        kept.append(len(reuse))
    assert max(kept) <= len(reuse.states) <= (1 << 20) // 5000
    newest = play_sequences("1-1", [held(39)], limits=LIMITS, reuse=reuse)
    assert not newest.frames_emulated.any()
    assert play_sequences("1-1", [old], limits=LIMITS, reuse=reuse).frames_emulated.all()


def test_an_episode_begun_in_the_middle_leaves_the_store_alone() -> None:
    reuse, moves = Reuse(), [held(5)]
    saves = play_sequences("1-1", moves, save_every=40, reuse=reuse).saves[0, 0]
    play_sequences("1-1", moves, begin=saves[1], reuse=reuse)
    assert len(reuse) == 0


def test_a_copy_begins_empty() -> None:
    reuse = Reuse(3)
    play_sequences("1-1", [held(5)], reuse=reuse)
    for twin in (copy.deepcopy(reuse), pickle.loads(pickle.dumps(reuse))):
        assert (len(twin), twin.memory) == (0, 3)


@pytest.mark.parametrize("marks", [0, 1, 7, 8, 17, 18, 100, 1250])
@pytest.mark.parametrize("room", [100, 9])
def test_states_are_kept_densely_near_the_end(marks: int, room: int) -> None:
    places = schedule(marks, room)
    if len(places) == 0:
        assert marks == 0 or room < 9
        return
    assert places.max() < room
    left = np.zeros(room, int)
    left[places] = np.arange(1, marks + 1)
    kept = np.unique(left)  # 0, the start, among them
    if room == 100:
        for mark in range(marks + 1):
            nearest = kept[kept <= mark].max()
            assert mark - nearest <= 2 + (marks - mark) // 3


def test_addresses_tell_beginnings_apart() -> None:
    random = np.random.default_rng(0)
    rows = [random.choice(BUTTONS, 60) for _ in range(200)]
    flat, offsets = np.concatenate(rows), np.arange(201) * 60
    prefixes = Prefixes("a", flat, offsets, 1000)
    addresses = {
        prefixes.address(i, n): rows[i][:n].tobytes() for i in range(200) for n in range(61)
    }
    assert len(addresses) == len({row[:n].tobytes() for row in rows for n in range(61)})
    assert prefixes.mark(3, 2) == prefixes.address(3, 2 * EVERY)
    other = Prefixes("b", flat, offsets, 1000)
    assert other.address(0, 5) != prefixes.address(0, 5)


# What a fitness counts along the way lies in the states that are reused.
SCORED = (
    "fitness.objectives=[{maximize: 10*coins + 0.1*distance, over_frames: best}]",
    "fitness.constraints=[{require: jumps < 12, at: every_move}, {require: time_used <= 8}]",
    "task.metrics={page: {address: 0x6D, reduce: changes}}",
    "task.limits.no_progress={metric: fitness, moves: 60}",
)


@pytest.mark.parametrize("changes", [(), SCORED])
def test_a_search_does_not_notice(changes: tuple[str, ...]) -> None:
    def search(reuse: bool, memory: int = 512) -> tuple[list[bytes], int, int]:
        limits = ["task.limits.moves=400", f"evaluation.memory={memory}"]
        config = load_config("ga/1-1", [*limits, *changes])
        task = config.task
        ga = config.algorithm()
        seen, frames, emulated = [], 0, 0
        for _ in range(8):
            genomes = ga.ask()
            evaluation = task.evaluate(genomes, reuse=reuse)
            ga.tell(genomes, evaluation)
            seen.append(np.stack(genomes).tobytes())
            seen += [part.tobytes() for part in evaluation[:6] if part is not None]
            frames += int(evaluation.outcomes["frames"].sum())
            emulated += evaluation.frames_emulated
        return seen, frames, emulated

    on, frames, emulated = search(True)
    off, frames_off, emulated_off = search(False)
    assert on == off == search(True, memory=1)[0]
    assert frames == frames_off == emulated_off
    assert emulated * (1.3 if changes else 2) < frames


def test_a_config_turns_it_off() -> None:
    task = load_config("ga/1-1", ["evaluation.reuse=false"]).task
    assert task.reuse is None
    assert task.evaluate([np.zeros(50, np.uint8)] * 2).frames_emulated == 100

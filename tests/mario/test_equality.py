"""The compiled engine against gym-super-mario-bros, which is the judge: equal in every byte.

The whole sweep takes an hour or two: `pytest -m long tests/mario/test_equality.py -s`
"""

import pytest

from evomario.mario import LEVELS, Game, roms
from tests.emulator.judge import Pair

from .both import FILES, Both, digest, level_of, moves_of, random_moves
from .judged import judge, key, known

# by what they show: scrolling over ground, underground, water, treetops, castles
PICTURED = ["1-1", "1-2", "1-3", "1-4", "2-2", "3-1", "4-2", "5-2", "7-4", "lost-2-1"]
SWEEP_STEPS, SWEEP_SCREENS = 300_000, 2_000
RAW_RUNS, RAW_FRAMES = 8, 20_000

files = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


@pytest.mark.parametrize("level", LEVELS)
def test_a_level(level):
    pictured = level in PICTURED
    both = Both(level)
    both.play(random_moves(level, 100 if pictured else 60), every=25 if pictured else 0)
    if pictured:
        saved = both.ours.save(), both.judge.save()
        both.play(random_moves(f"{level} on", 20))
        both.ours.load(saved[0])
        both.judge.load(saved[1])
        both.same("after going back")
        both.same_screen()
        both.play(random_moves(f"{level} again", 5), every=5)


@files
def test_a_file_of_moves(file):
    """Against what the judge has said of it; the judge itself is asked only where that is new."""
    level, moves = level_of(file), moves_of(file)
    expected = known().get(key(level, moves)) or judge(level, moves)
    assert digest(Game(level), moves) == expected


def raw_moves(seed, count):
    """Any buttons, start and select too: the title screen, pauses, deaths, games over."""
    moves = random_moves(seed, count)
    for i in range(0, count, 90):
        moves[i] |= 8
    return moves


def raw_run(game, seed, frames, every=0):
    """Frames from power-on, without the package's doings, and never restored."""
    pair = Pair(roms.find_rom(game), whole=True)
    for i, buttons in enumerate(raw_moves(seed, frames), 1):
        pair.check(buttons, draw=bool(every) and i % every == 0)
    pair.judge.close()


@pytest.mark.parametrize(("game", "seed"), [("smb", 0), ("smb", 1), ("lost", 2)])
def test_frames_from_power_on(game, seed):
    raw_run(game, seed, 1000, every=25)


def test_an_episode_that_goes_on_after_its_end():
    both = Both("1-1")
    while not both.ours.done:  # Mario walks into the first enemy
        both.step(128)
    for i in range(60):
        both.ours.coast()
        both.judge.coast()
        both.same(f"{i} frames after the end")
        if i % 20 == 0:
            both.same_screen()


# the whole sweep


@pytest.mark.long
def test_sweep_of_all_levels():
    levels = [name for name in LEVELS if name != "game"]
    each = -(-SWEEP_STEPS // len(levels))
    steps = screens = 0
    for level in levels:
        both = Both(level)
        every = each * len(PICTURED) // (SWEEP_SCREENS + len(PICTURED))
        both.play(random_moves(f"sweep {level}", each), every if level in PICTURED else 0)
        steps, screens = steps + both.steps, screens + both.screens
        print(f"{level}: {both.steps:,} steps, {both.screens:,} screens equal", flush=True)
    print(f"\n{steps:,} steps in {len(levels)} levels: equal")
    print(f"{screens:,} screens in {len(PICTURED)} of them: equal", flush=True)
    assert steps >= SWEEP_STEPS and screens >= SWEEP_SCREENS


@pytest.mark.long
def test_sweep_of_the_game():
    both = Both("game")
    both.play(random_moves("sweep game", 20_000), every=100)
    print(f"\ngame: {both.steps:,} steps, {both.screens:,} screens equal")


@pytest.mark.long
@pytest.mark.parametrize("seed", range(100, 100 + RAW_RUNS))
def test_sweep_of_frames_from_power_on(seed):
    game = "lost" if seed % 4 == 3 else "smb"
    raw_run(game, seed, RAW_FRAMES, every=50)
    print(f"\n{game}: {RAW_FRAMES:,} frames from power-on, {RAW_FRAMES // 50:,} screens equal")


@pytest.mark.long
@files
def test_sweep_of_files_of_moves(file):
    """Side by side; and the judge still says what was written down."""
    level, moves = level_of(file), moves_of(file)
    both = Both(level)
    both.play(moves, every=25)
    print(f"\n{file.stem}: {both.steps:,} steps, {both.screens:,} screens equal", flush=True)
    assert judge(level, moves) == known().get(key(level, moves)), "run python -m tests.mario.judged"

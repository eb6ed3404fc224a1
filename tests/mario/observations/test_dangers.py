"""What hurts Mario was shown beside him, and what carries him under him, wherever moves lead."""

import random

import pytest

from evomario.mario import Game
from evomario.mario.observations import Observation
from evomario.mario.observations.tiles import Tiles
from tests.mario.both import FILES, level_of, moves_of

NEAR = Observation([Tiles(width=3, height=5, left=-1, top=-3)])  # the last row is under his feet
BYTES = (128, 129, 130, 131, 131, 0, 64, 65, 1)


def astray(file, seed, count=400):
    """The recorded moves up to some place, and then others."""
    source = random.Random(f"{file.stem} {seed}")
    recorded = moves_of(file)
    moves = recorded[: source.randrange(len(recorded))]
    for _ in range(count // 8):
        moves += [source.choice(BYTES)] * source.choice((2, 4, 8, 16))
    return moves


def state(ram):
    """Power-up, whether he dies on the screen, and whether he stands."""
    dies = ram[0x0E] == 11 and ram[0xB5] == 1 and ram[0x7F8:0x7FB].any()
    stands = ram[0x0E] == 8 and ram[0x1D] == 0 and ram[0x9F] == 0 and ram[0xB5] == 1
    return int(ram[0x756]), bool(dies), bool(stands)


def follow(level, moves):
    """How often Mario was hurt, how often by nothing seen; how often he stood, and on nothing."""
    game, seen = Game(level), []
    game.reset()
    hurt = unseen = stood = unborne = 0
    for buttons in moves:
        power, _, stands = state(game.ram)
        seen = [*seen[-1:], NEAR(game).reshape(5, 3)]
        stood, unborne = stood + stands, unborne + (stands and 1 not in seen[-1][4])
        frames = game.frames
        game.step(buttons)
        now, dies, _ = state(game.ram)
        if game.frames == frames + 1 and (dies or now < power):
            hurt, unseen = hurt + 1, unseen + all(-1 not in window[1:] for window in seen)
        if game.done:
            break
    return hurt, unseen, stood, unborne


def total(runs):
    return [sum(column) for column in zip(*(follow(*run) for run in runs), strict=True)]


def files(*levels):
    return [f for f in FILES if f.stem in {f"finish-{level}" for level in levels}]


def test_what_hurts_and_what_carries_is_seen():
    chosen = files("1-1", "1-4", "2-2", "3-3", "5-2", "8-3", "lost-2-2")
    hurt, unseen, stood, unborne = total(
        (level_of(f), astray(f, i)) for f in chosen for i in (0, 1)
    )
    assert hurt >= 5 and stood > 2000
    assert (unseen, unborne) == (0, 0)


@pytest.mark.long
def test_sweep_of_what_hurts_and_what_carries():
    levels = [f for f in FILES if not f.stem.startswith("game")]
    hurt, unseen, stood, unborne = total(
        (level_of(f), astray(f, i)) for f in levels for i in range(20)
    )
    print(f"\nhurt {hurt}, by nothing seen {unseen}; stood {stood:,}, on nothing seen {unborne}")
    assert unseen <= hurt // 100 and unborne <= stood // 50_000

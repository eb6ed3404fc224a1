"""A script of a few lines that replays a champion without evomario."""

from itertools import groupby

from evomario.mario.levels import find_level

from .champion import Champion

_SCRIPT = '''\
"""Replays {what} on gym-super-mario-bros.

Needs gym-super-mario-bros (7.4 or 9.1) and numpy, and nothing else. Exit code 0: as recorded.
"""

import hashlib

import numpy as np
from gym_super_mario_bros import SuperMarioBrosEnv

# How many moves, and the buttons held: nes-py's bitmap.
MOVES = [
{moves}
]
EXPECTED = {expected!r}

environment = SuperMarioBrosEnv({arguments})
environment.reset()
lives, deaths = {lives}, 0
for count, buttons in MOVES:
    for _ in range(count):
        *_, info = environment.step(buttons)
        if environment.done and not info["flag_get"]:
            deaths += 1
            if deaths < lives:
                environment.reset()
ram = hashlib.sha256(np.array(environment.ram).tobytes()).hexdigest()
x, finished = int(info["x_pos"]), bool(info["flag_get"])
found = {{"x": x, "finished": finished, "deaths": deaths, "ram": ram}}
for name, value in EXPECTED.items():
    print(f"{{name}}: recorded {{value}}, here {{found[name]}}")
same = found == EXPECTED
print("as recorded" if same else "NOT as recorded")
raise SystemExit(0 if same else 1)
'''


def verifier(champion: Champion, what: str) -> str:
    """The script's text; `what` says in words what it replays."""
    level = find_level(champion.level)
    runs = [(len(list(run)), byte) for byte, run in groupby(champion.moves.tolist())]
    lines = [", ".join(map(str, runs[i : i + 8])) for i in range(0, len(runs), 8)]
    arguments = f"target=({level.world}, {level.stage})" if level.single else ""
    if level.rom == "lost":
        arguments += ", lost_levels=True"
    expected = {name: champion.outcome[name] for name in ("x", "finished", "deaths")}
    return _SCRIPT.format(
        what=what, moves="\n".join(f"    {line}," for line in lines), arguments=arguments,
        lives=champion.lives, expected={**expected, "ram": champion.ram},
    )  # fmt: skip

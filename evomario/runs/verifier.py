"""A script of a few lines that replays a champion without evomario."""

from itertools import groupby

from evomario.mario.levels import find_level

from .champion import Champion
from .recording import Recording

_SCRIPT = '''\
"""Replays {what} on gym-super-mario-bros.

Needs gym-super-mario-bros (7.4 or 9.1) and numpy, and nothing else. Exit code 0: as recorded.
"""

import hashlib

import numpy as np
from gym_super_mario_bros import SuperMarioBrosEnv

# A level's arguments, Mario's lives, how many moves with which buttons held (nes-py's bitmap), and
# what is to be found at the end.
EPISODES = [
{episodes}
]


def replay(arguments, lives, moves):
    """Play an episode, and say how it ended."""
    environment = SuperMarioBrosEnv(**arguments)
    environment.reset()
    deaths = 0
    for count, buttons in moves:
        for _ in range(count):
            *_, info = environment.step(buttons)
            if environment.done and not info["flag_get"]:
                deaths += 1
                if deaths < lives:
                    environment.reset()
    ram = hashlib.sha256(np.array(environment.ram).tobytes()).hexdigest()
    x, finished = int(info["x_pos"]), bool(info["flag_get"])
    return {{"x": x, "finished": finished, "deaths": deaths, "ram": ram}}


same = True
for arguments, lives, moves, expected in EPISODES:
    found = replay(arguments, lives, moves)
    for name, value in expected.items():
        print(f"{{name}}: recorded {{value}}, here {{found[name]}}")
    same = same and found == expected
print("as recorded" if same else "NOT as recorded")
raise SystemExit(0 if same else 1)
'''


def verifier(champion: Champion, what: str) -> str:
    """The script's text; `what` says in words what it replays."""
    episodes = [_episode(recording) for recording in champion.recordings]
    return _SCRIPT.format(what=what, episodes="\n".join(episodes))


def _episode(recording: Recording) -> str:
    """A recording as the script lists it."""
    level = find_level(recording.level)
    arguments: dict[str, object] = {}
    if level.single:
        arguments["target"] = (level.world, level.stage)
    if level.rom == "lost":
        arguments["lost_levels"] = True
    runs = [(len(list(run)), byte) for byte, run in groupby(recording.moves.tolist())]
    lines = [", ".join(map(str, runs[i : i + 8])) for i in range(0, len(runs), 8)]
    moves = "\n".join(f"        {line}," for line in lines)
    expected = {name: recording.outcome[name] for name in ("x", "finished", "deaths")}
    expected["ram"] = recording.ram
    return f"    ({arguments}, {recording.lives}, [\n{moves}\n    ], {expected}),"

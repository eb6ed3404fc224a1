"""What gym-super-mario-bros showed for the files of moves, kept so that tests need not wait for it.

`python -m tests.mario.judged` asks it about the files that are new or changed, and writes
judged.json: the digest (see both.py) by that of the level and its moves.
"""

import hashlib
import json
from pathlib import Path

from evomario.mario import Game

from .both import FILES, digest, level_of, moves_of

KNOWN = Path(__file__).with_name("judged.json")


def key(level, moves):
    """What a judgement is filed under."""
    return hashlib.sha256(f"{level} {bytes(moves).hex()}".encode()).hexdigest()[:16]


def known():
    return json.loads(KNOWN.read_text()) if KNOWN.exists() else {}


def judge(level, moves):
    return digest(Game(level, "gym"), moves)


def main():
    """Write the judgements of all files, in order."""
    old, new = known(), {}
    for file in FILES:
        level, moves = level_of(file), moves_of(file)
        name = key(level, moves)
        new[name] = old.get(name) or judge(level, moves)
        print(file.stem, len(moves), "known" if name in old else "judged", flush=True)
    KNOWN.write_text(json.dumps(dict(sorted(new.items())), indent=0) + "\n")


if __name__ == "__main__":
    main()

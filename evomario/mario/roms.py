"""Finding the games' ROMs in gym-super-mario-bros, by checksum and without importing it."""

import hashlib
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from evomario.emulator.decode import cartridge
from evomario.emulator.rom import read_rom
from evomario.errors import UserError

#: Game: SHA-256 of the ROM file that its figures and its equality hold for.
CHECKSUMS = {
    "smb": "ec299b990e8bfee8ba46e3f61d63b2e1ae5b8a2e431de84e2e4bbd692dc53586",
    "lost": "d133358f74e8ac78b7f61259866428770da6b84bf5dcd3645e47fc962c5ba45f",
}
_TITLES = {"smb": "Super Mario Bros.", "lost": "Super Mario Bros.: The Lost Levels"}

_given: dict[str, Path] = {}


def use_rom(path: Path) -> None:
    """Play the ROM in a file (`--rom`) in place of the installed copy of the same game.

    Raises:
        UserError: it is neither of the two games.
    """
    checksum = read_rom(path).sha256
    for game, expected in CHECKSUMS.items():
        if checksum == expected:
            _given[game] = path
            load.cache_clear()
            return
    expected = " or ".join(f"{_TITLES[g]} ({c})" for g, c in CHECKSUMS.items())
    raise UserError(f"{path}: wrong checksum {checksum}, expected {expected}")


def given_roms() -> list[Path]:
    """The files that are played in place of the installed copies."""
    return [*_given.values()]


def find_rom(game: str) -> Path:
    """The file of a game's ROM ("smb" or "lost").

    Raises:
        UserError: gym-super-mario-bros is not installed, or has no ROM with the checksum.
    """
    if game in _given:
        return _given[game]
    package = find_spec("gym_super_mario_bros")
    if package is None or package.origin is None:
        raise UserError("no ROM: install gym-super-mario-bros, which brings it, or give --rom FILE")
    folder = Path(package.origin).with_name("_roms")
    for file in sorted(folder.glob("*.nes")):
        if hashlib.sha256(file.read_bytes()).hexdigest() == CHECKSUMS[game]:
            return file
    raise UserError(
        f"no ROM: {folder} has no {_TITLES[game]} (SHA-256 {CHECKSUMS[game]}); give --rom FILE"
    )


@lru_cache(maxsize=2)
def load(game: str) -> np.ndarray:
    """A game's cartridge, decoded: `uint8[CARTRIDGE]`, read-only, shared."""
    return cartridge(read_rom(find_rom(game)))

"""Reading a cartridge file in iNES format: mapper 0 (NROM), NTSC."""

import hashlib
from pathlib import Path
from typing import NamedTuple

from evomario.errors import UserError


class Rom(NamedTuple):
    """A cartridge: its program, its patterns, how its name tables are mirrored, its checksum."""

    prg: bytes
    chr: bytes
    vertical: bool
    sha256: str


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > 1 << 20:
            raise UserError(f"{path}: not a NROM cartridge: larger than 1 MB")
        return path.read_bytes()
    except FileNotFoundError:
        raise UserError(f"{path}: no such ROM file") from None
    except IsADirectoryError:
        raise UserError(f"{path}: a folder, expected a ROM file (.nes)") from None
    except OSError as error:
        raise UserError(f"{path}: cannot read the ROM: {error.strerror}") from None


def read_rom(path: Path) -> Rom:
    """Read and check a cartridge file.

    Raises:
        UserError: the file cannot be read, is no iNES file, is cut short, or is for a PAL console
            or a mapper other than 0.
    """
    data = _read(path)
    if data[:4] != b"NES\x1a" or len(data) < 16:
        raise UserError(f"{path}: not an iNES ROM: expected it to start with 'NES' and 0x1A")
    mapper = data[6] >> 4 | data[7] & 0xF0
    if mapper != 0:
        raise UserError(f"{path}: mapper {mapper} is not supported, expected mapper 0 (NROM)")
    if data[9] & 1:
        raise UserError(f"{path}: a PAL ROM, expected NTSC")
    if data[6] & 4:
        raise UserError(f"{path}: has a trainer, expected a plain NROM ROM")
    prg, chr_ = 16384 * data[4], 8192 * data[5]
    if prg not in (16384, 32768) or chr_ != 8192:
        raise UserError(f"{path}: expected 16 or 32 KB of PRG and 8 KB of CHR ROM")
    if len(data) < 16 + prg + chr_:
        expected = 16 + prg + chr_
        raise UserError(f"{path}: truncated ROM: {len(data):,} bytes, expected {expected:,}")
    checksum = hashlib.sha256(data).hexdigest()
    return Rom(data[16 : 16 + prg], data[16 + prg : 16 + prg + chr_], bool(data[6] & 1), checksum)

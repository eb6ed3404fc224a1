"""Cartridge files that are not what they should be: each a line that says what was expected."""

import hashlib

import pytest

from evomario.emulator.rom import read_rom
from evomario.errors import UserError
from evomario.mario import roms


def ines(prg=2, chr_=1, flags=0, flags7=0, flags9=0, size=None):
    """A cartridge file whose program is all 0xEA and whose patterns are all 0x55."""
    header = b"NES\x1a" + bytes([prg, chr_, flags, flags7, 0, flags9]) + bytes(6)
    data = header + b"\xea" * (16384 * prg) + b"\x55" * (8192 * chr_)
    return data if size is None else data[:size]


@pytest.fixture
def refusal(tmp_path):
    """The message with which a file is refused, without the path that it begins with."""

    def message(data):
        path = tmp_path / "game.nes"
        path.write_bytes(data)
        with pytest.raises(UserError) as caught:
            read_rom(path)
        assert str(caught.value).startswith(f"{path}: ")
        return str(caught.value).removeprefix(f"{path}: ")

    return message


@pytest.mark.parametrize("prg", [1, 2])
@pytest.mark.parametrize("flags", [0, 1])
def test_a_good_file(prg, flags, tmp_path):
    path = tmp_path / "game.nes"
    path.write_bytes(ines(prg, flags=flags))
    rom = read_rom(path)
    assert rom.prg == b"\xea" * (16384 * prg)
    assert rom.chr == b"\x55" * 8192
    assert rom.vertical == bool(flags)
    assert rom.sha256 == hashlib.sha256(ines(prg, flags=flags)).hexdigest()


def test_what_follows_the_cartridge_is_left_out(tmp_path):
    path = tmp_path / "game.nes"
    path.write_bytes(ines() + b"a title")
    assert read_rom(path).chr == b"\x55" * 8192


def test_a_missing_file(tmp_path):
    with pytest.raises(UserError, match=r"missing\.nes: no such ROM file"):
        read_rom(tmp_path / "missing.nes")


def test_a_folder(tmp_path):
    with pytest.raises(UserError, match="a folder, expected a ROM file"):
        read_rom(tmp_path)


def test_a_file_in_the_place_of_a_folder(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UserError, match="cannot read the ROM: Not a directory"):
        read_rom(tmp_path / "file" / "game.nes")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not an iNES ROM: expected it to start with 'NES' and 0x1A"),
        (b"NES\x1a\x02", "not an iNES ROM: expected it to start with 'NES' and 0x1A"),
        (b"PK\x03\x04" + bytes(100), "not an iNES ROM: expected it to start with 'NES' and 0x1A"),
        (ines(flags=0x10), "mapper 1 is not supported, expected mapper 0 (NROM)"),
        (ines(flags=0x20, flags7=0x40), "mapper 66 is not supported, expected mapper 0 (NROM)"),
        (ines(flags9=1), "a PAL ROM, expected NTSC"),
        (ines(flags=4), "has a trainer, expected a plain NROM ROM"),
        (ines(prg=4), "expected 16 or 32 KB of PRG and 8 KB of CHR ROM"),
        (ines(prg=0), "expected 16 or 32 KB of PRG and 8 KB of CHR ROM"),
        (ines(chr_=0), "expected 16 or 32 KB of PRG and 8 KB of CHR ROM"),
        (ines(size=40975), "truncated ROM: 40,975 bytes, expected 40,976"),
        (ines(size=16), "truncated ROM: 16 bytes, expected 40,976"),
        (ines() + bytes(1 << 20), "not a NROM cartridge: larger than 1 MB"),
    ],
)
def test_a_file_that_is_refused(data, message, refusal):
    assert refusal(data) == message


# the games' own files


@pytest.fixture
def no_rom_given(monkeypatch):
    monkeypatch.setattr(roms, "_given", {})
    yield
    roms.load.cache_clear()


@pytest.mark.parametrize("game", ["smb", "lost"])
def test_an_installed_game_is_found_by_its_checksum(game, no_rom_given):
    assert read_rom(roms.find_rom(game)).sha256 == roms.CHECKSUMS[game]


def test_a_wrong_checksum_names_the_expected_ones(tmp_path, no_rom_given):
    path = tmp_path / "game.nes"
    path.write_bytes(ines())
    with pytest.raises(UserError) as caught:
        roms.use_rom(path)
    message = str(caught.value)
    assert f"{path}: wrong checksum {hashlib.sha256(ines()).hexdigest()}" in message
    assert roms.CHECKSUMS["smb"] in message and roms.CHECKSUMS["lost"] in message


def test_a_copy_of_a_game_is_played_in_its_place(tmp_path, no_rom_given):
    path = tmp_path / "copy.nes"
    path.write_bytes(roms.find_rom("smb").read_bytes())
    roms.use_rom(path)
    assert roms.find_rom("smb") == path
    assert roms.find_rom("lost") != path
    path.unlink()
    with pytest.raises(UserError, match="no such ROM file"):
        roms.load("smb")


def test_no_package_and_no_rom(monkeypatch, no_rom_given):
    monkeypatch.setattr(roms, "find_spec", lambda name: None)
    with pytest.raises(UserError, match=r"install gym-super-mario-bros, .* or give --rom FILE"):
        roms.find_rom("smb")


def test_a_package_without_the_game(tmp_path, monkeypatch, no_rom_given):
    class Spec:
        origin = str(tmp_path / "package" / "__init__.py")

    monkeypatch.setattr(roms, "find_spec", lambda name: Spec)
    with pytest.raises(UserError) as caught:
        roms.find_rom("lost")
    assert "has no Super Mario Bros.: The Lost Levels" in str(caught.value)
    assert roms.CHECKSUMS["lost"] in str(caught.value)

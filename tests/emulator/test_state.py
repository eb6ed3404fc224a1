"""A machine is its row: what is copied, moved or drawn goes on as if nothing had happened."""

import random
from functools import lru_cache

import numpy as np
import pytest

from evomario.emulator import layout, machine
from evomario.emulator.decode import cartridge
from evomario.emulator.rom import Rom

from .fuzz import Fuzz

# Sprites are picked for a line when somebody first looks, so these fields tell when that was.
LAZY = ("sprites", "LISTED", "COUNT")
SEEN_BY_CPU = ("ram", "vram", "oam", "palette", "A", "X", "Y", "SP", "PC", "P", "CLOCK", "CYCLES")


@lru_cache
def fuzz_cartridge(seed):
    rom = Fuzz(seed).rom()
    return cartridge(Rom(rom[16 : 16 + 0x8000], rom[16 + 0x8000 :], bool(rom[6] & 1), ""))


@pytest.fixture(params=range(8))
def game(request):
    """A cartridge, a machine some frames into it, and buttons for the frames to come."""
    cartridge = fuzz_cartridge(request.param)
    row = machine.power_on(cartridge)
    for buttons in range(5):
        machine.advance(row, cartridge, buttons)
    return cartridge, row, random.Random(request.param).randbytes(20)


def play(row, cartridge, buttons):
    """All rows that a machine goes through, as a matrix."""
    rows = []
    for byte in buttons:
        machine.advance(row, cartridge, byte)
        rows.append(row.copy())
    return np.array(rows)


def settled(row):
    """A copy without the fields that depend on when somebody looked."""
    row = row.copy()
    fields = row.view(layout.MACHINE)
    for name in LAZY:
        fields[name] = 0
    return row


def test_a_copy_goes_on_as_the_original_does(game):
    cartridge, row, buttons = game
    saved = row.copy()
    assert (play(row, cartridge, buttons) == play(saved, cartridge, buttons)).all()


def test_a_state_can_be_restored_again_and_again(game):
    cartridge, row, buttons = game
    saved = row.copy()
    first = play(row, cartridge, buttons)
    for _ in range(2):
        row[:] = saved
        assert (play(row, cartridge, buttons) == first).all()


def test_drawing_changes_nothing_that_follows(game):
    cartridge, row, buttons = game
    drawn = row.copy()
    one, other = row.view(layout.MACHINE)[0], drawn.view(layout.MACHINE)[0]
    for byte in buttons:
        machine.advance(row, cartridge, byte)
        machine.draw(drawn, cartridge, byte)
        for name in SEEN_BY_CPU:
            assert (one[name] == other[name]).all(), name
    for byte in buttons:
        pictures = [machine.draw(r, cartridge, byte) for r in (row, drawn)]
        assert (pictures[0] == pictures[1]).all()
        assert (settled(row) == settled(drawn)).all()


def test_a_picture_does_not_depend_on_the_steps_before(game):
    cartridge, row, buttons = game
    for byte in buttons:
        again = row.copy()
        picture = machine.draw(row, cartridge, byte)
        assert picture.shape == machine.SCREEN
        assert picture.max() < 64
        assert (machine.draw(again, cartridge, byte) == picture).all()


def test_a_row_can_move_to_another_address(game):
    cartridge, row, buttons = game
    expected = play(row.copy(), cartridge, buttons)
    for i, byte in enumerate(buttons):
        row = np.concatenate([np.zeros(64 * i, np.uint8), row])[64 * i :].copy()
        machine.advance(row, cartridge, byte)
        assert (row == expected[i]).all()


def test_the_rows_of_a_batch_do_not_touch_each_other():
    cartridges = [fuzz_cartridge(seed) for seed in range(4)]
    batch = np.array([machine.power_on(c) for c in cartridges])
    alone = [play(row.copy(), c, range(20)) for row, c in zip(batch, cartridges, strict=True)]
    for i in range(20):
        for row, c in zip(batch, cartridges, strict=True):
            machine.advance(row, c, i)
        assert (batch == [rows[i] for rows in alone]).all()


def test_a_cartridge_is_not_written_to(game):
    cartridge, row, buttons = game
    before = cartridge.copy()
    play(row, cartridge, buttons)
    assert (cartridge == before).all()


@pytest.mark.parametrize("seed", range(100, 125))
def test_decoding_is_only_for_speed(seed):
    """Without decoded words every instruction takes the one general path."""
    decoded = fuzz_cartridge(seed)
    plain = decoded.copy()
    plain[layout.WORDS :] = 0
    one, other = machine.power_on(decoded), machine.power_on(plain)
    for i in range(30):
        machine.advance(one, decoded, 37 * i & 255)
        machine.advance(other, plain, 37 * i & 255)
        assert (settled(one) == settled(other)).all()


def test_fields_lie_where_the_layout_says():
    row = np.zeros(layout.ROW, np.uint8)
    fields = row.view(layout.MACHINE)[0]
    fields["PC"], fields["STROBE"] = 0x12345678, -1
    assert row[layout.PC : layout.PC + 4].tobytes() == bytes.fromhex("78563412")
    assert (row[layout.STROBE : layout.STROBE + 4] == 255).all()
    assert layout.ROW % 64 == 0 and layout.ROW >= layout.STROBE + 4


def test_power_on():
    fields = machine.power_on(fuzz_cartridge(0)).view(layout.MACHINE)[0]
    assert fields["PC"] == 0x8000
    assert (fields["SP"], fields["P"], fields["MASK"]) == (0xFD, 0b110100, 0b11000)
    assert not fields["ram"].any() and not fields["vram"].any()


def test_a_program_that_runs_into_an_unofficial_opcode_is_an_error():
    data = cartridge(Rom(b"\xea\x02" + bytes(0x7FFA) + b"\0\x80" * 2, bytes(8192), True, ""))
    row = machine.power_on(data)
    with pytest.raises(RuntimeError, match="stopped at 0x8001: not an official opcode"):
        machine.advance(row, data, 0)

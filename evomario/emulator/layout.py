"""The layout of a machine: one row of bytes that holds its whole state.

A row is `uint8[ROW]`: a save state is a copy of it, a batch of machines a matrix. The first
2,048 bytes are the console's RAM, so an index below 2,048 is a RAM address. The registers and
the timing follow as int32 fields. Times are counted in dots (one third of a CPU cycle) or in
CPU cycles from the start of the step in progress; at its end all are moved back by one step.
"""

import numpy as np

RAM = 0  #: 2,048 bytes of work RAM
VRAM = 2048  #: two name tables of 1,024 bytes
OAM = 4096  #: 64 sprites of 4 bytes (y - 1, tile, attributes, x)
PALETTE = 4352  #: 32 colour numbers
SPRITES = 4384  #: indices of the sprites on the line in progress, 8 at most
FIELDS = 4392  #: where the int32 fields begin

_NAMES = (
    # CPU; P holds the status byte in nes-py's order (see cpu.STATUS_*)
    "A", "X", "Y", "SP", "PC", "P",
    "CLOCK",  # CPU cycle at which the next instruction starts
    "CYCLES",  # parity of the CPU cycles since reset, at the start of the step
    # PPU
    "DOT",  # the next dot to be run
    "LINE0",  # the dot at which visible line 0 starts
    "EVENT",  # the dot of the next event: the parity dot or vertical blank
    "BLANK_NEXT",  # 1 if that event is vertical blank
    "EVEN",  # 1 in even frames
    "V", "T", "FINE", "TOGGLE",  # scroll: current and next address, fine x, write toggle
    "CONTROL", "MASK", "BLANK", "HIT", "BUFFER", "OAM_ADDRESS",
    "LISTED", "COUNT",  # the line that SPRITES was picked for (-1: none yet), and how many
    # controller 1
    "PAD", "SHIFT", "STROBE",
)  # fmt: skip

_offset = {name: FIELDS + 4 * i for i, name in enumerate(_NAMES)}
A, X, Y, SP, PC, P = (_offset[n] for n in ("A", "X", "Y", "SP", "PC", "P"))
CLOCK, CYCLES, DOT, LINE0 = (_offset[n] for n in ("CLOCK", "CYCLES", "DOT", "LINE0"))
EVENT, BLANK_NEXT, EVEN = (_offset[n] for n in ("EVENT", "BLANK_NEXT", "EVEN"))
V, T, FINE, TOGGLE = (_offset[n] for n in ("V", "T", "FINE", "TOGGLE"))
CONTROL, MASK, BLANK, HIT = (_offset[n] for n in ("CONTROL", "MASK", "BLANK", "HIT"))
BUFFER, OAM_ADDRESS = _offset["BUFFER"], _offset["OAM_ADDRESS"]
LISTED, COUNT = _offset["LISTED"], _offset["COUNT"]
PAD, SHIFT, STROBE = (_offset[n] for n in ("PAD", "SHIFT", "STROBE"))

ROW = 4544  #: bytes of a row, a multiple of 64

#: The same layout as a structured dtype: `row.view(MACHINE)[0]["PC"]`.
MACHINE = np.dtype(
    {
        "names": ["ram", "vram", "oam", "palette", "sprites", *_NAMES],
        "formats": [("u1", 2048), ("u1", 2048), ("u1", 256), ("u1", 32), ("u1", 8)]
        + ["<i4"] * len(_NAMES),
        "offsets": [RAM, VRAM, OAM, PALETTE, SPRITES, *_offset.values()],
        "itemsize": ROW,
    }
)

# A cartridge, likewise one run of bytes: CHR at 0, PRG at 0x8000 (so that a CPU address is an
# index), the mirroring between them, and one decoded word for each address of the CPU.
MIRRORING = 0x4000  #: 1 vertical, 0 horizontal
OPCODES = 0x5000  #: 256 int32, what cpu.execute knows of each opcode
WORDS = 0x10000
CARTRIDGE = WORDS + 4 * 0x10004  # with none for code that runs off the end, to address 0

STEP = 29781  #: CPU cycles of a frame
DOTS = 3 * STEP
LINE = 341  #: dots of a line
VISIBLE = 240 * LINE  #: dots of the visible lines
BLANK_DOT = 241 * LINE  #: vertical blank starts here, counted from line 0
PRE_RENDER = 261 * LINE  #: the next frame's pre-render line starts here
FRAME = 262 * LINE

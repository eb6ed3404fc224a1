"""Which of the game's blocks are solid.

The game keeps a byte a block. It tells what carries Mario or stops him by the byte's range: blocks
from 0x10, 0x51 (bricks, ground, pipes' tops), 0x88 and 0xC0 on are kept at all, scenery and the
surface of water and lava never are. Of those kept, some let him through.
"""

#: What is kept and still lets Mario through: flagpole and vine, coins, the axe.
OPEN = (0x24, 0x25, 0x26, 0xC2, 0xC3, 0xC5)
#: Blocks that nobody sees and that let Mario through until his head meets them.
HIDDEN = (0x5F, 0x60)


def solid_words(hidden: bool) -> tuple[int, ...]:
    """A bit for each byte, 1 where it is solid, as four int64; `hidden` counts hidden blocks in."""
    free = {0, *OPEN, *(() if hidden else HIDDEN)}
    words = []
    for start in range(0, 256, 64):
        word = sum(1 << i for i in range(64) if start + i not in free)
        words.append(word - (1 << 64) if word >> 63 else word)
    return tuple(words)

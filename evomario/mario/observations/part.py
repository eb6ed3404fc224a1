"""A part of an observation: what its inputs are, and how a kernel is told to fill them."""

from typing import NamedTuple

TILES, RAM, PIXELS, CLOCK = range(4)  #: what kernels a part can have

#: Where a part's own parameters begin in its run of the table, in bytes; before them its kind, its
#: length in bytes, and how many inputs it fills.
KIND, LENGTH, INPUTS, OWN = 0, 8, 16, 24


class Block(NamedTuple):
    """Inputs that belong together, and how they are laid out.

    Attributes:
        name: what they show.
        shape: rows and columns, or how many there are.
        labels: a name for each input, row by row.
    """

    name: str
    shape: tuple[int, ...]
    labels: tuple[str, ...]


class Part:
    """What a name registered as `observation` stands for, with its parameters.

    Attributes:
        kind: the kernel that fills it.
        blocks: its inputs, in order.
        numbers: parameters as that kernel takes them, int64.
        picture: whether it needs the picture.
    """

    kind: int
    blocks: tuple[Block, ...]
    numbers: tuple[int, ...] = ()
    picture = False

    @property
    def labels(self) -> tuple[str, ...]:
        """A name for each input."""
        return tuple(label for block in self.blocks for label in block.labels)

    def run(self) -> list[int]:
        """The part's run of the table."""
        length = OWN + 8 * len(self.numbers)
        return [self.kind, length, len(self.labels), *self.numbers]

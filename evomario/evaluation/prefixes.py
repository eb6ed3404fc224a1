"""Addresses for the beginnings of button sequences: hashes, and the few buttons after them."""

import hashlib
from collections.abc import Container

import numpy as np

from evomario.emulator.compiling import entry

EVERY = 16  #: moves between two prefixes that are hashed
_BYTES = 16  # of a hash

# Two lanes of 64 bits. A step is one to one in the lane for any button, and no two buttons step
# alike, so that sequences share an address only where both lanes fall together by chance: among n
# prefixes with odds of about n^2 / 2^129, for 10^10 of them (days of play) 10^-19. That is far less
# than a memory error's, so buttons are not compared.
_ONE, _OTHER = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xD6E8FEB86659FD93)
_SHIFT, _OTHER_SHIFT = np.uint64(29), np.uint64(32)


@entry("void(uint8[::1], int64[::1], int64[::1], int64, uint64[:,:,::1])")
def _hash(
    moves: np.ndarray, offsets: np.ndarray, lengths: np.ndarray, every: int, hashes: np.ndarray
) -> None:
    """Fill `hashes[i, j]` with sequence i's hash of j * every moves, going on from `[i, 0]`."""
    for i in range(len(lengths)):
        one, other = hashes[i, 0, 0], hashes[i, 0, 1]
        for j in range(lengths[i]):
            button = np.uint64(moves[offsets[i] + j]) + np.uint64(1)
            one = (one ^ button) * _ONE
            one ^= one >> _SHIFT
            other = (other ^ button) * _OTHER
            other ^= other >> _OTHER_SHIFT
            if (j + 1) % every == 0:
                hashes[i, (j + 1) // every, 0] = one
                hashes[i, (j + 1) // every, 1] = other


class Prefixes:
    """Names every beginning of every sequence of a batch by bytes.

    Args:
        context: all else that an episode depends on (level, lives, rules, noise), in words.
        moves: the sequences end to end, `uint8[total]` button bytes.
        offsets: where each begins, `int64[n + 1]`.
        most: moves of a sequence that count, at most.

    Attributes:
        lengths: moves of each sequence that count, `int64[n]`.
    """

    def __init__(self, context: str, moves: np.ndarray, offsets: np.ndarray, most: int) -> None:
        self.lengths = np.minimum(np.diff(offsets), most)
        hashes = np.zeros((len(self.lengths), self.marks + 1, 2), np.uint64)
        digest = hashlib.blake2b(context.encode(), digest_size=_BYTES).digest()
        hashes[:, 0] = np.frombuffer(digest, np.uint64)
        _hash(moves, offsets, self.lengths, EVERY, hashes)
        self._rows = [row.tobytes() for row in hashes]
        self._moves, self._offsets = moves.tobytes(), offsets.tolist()

    @property
    def marks(self) -> int:
        """Multiples of EVERY within the longest sequence."""
        return int(self.lengths.max()) // EVERY

    def last_known(self, sequence: int, furthest: int, known: Container[bytes]) -> int:
        """The last mark of a sequence, `furthest` at most, whose address is known; 0 if none is."""
        row = self._rows[sequence]
        last = min(furthest, int(self.lengths[sequence]) // EVERY)
        for at in range(_BYTES * last, 0, -_BYTES):
            if row[at : at + _BYTES] in known:
                return at // _BYTES
        return 0

    def mark(self, sequence: int, number: int) -> bytes:
        """The address of a sequence's first `number * EVERY` moves."""
        return self._rows[sequence][_BYTES * number : _BYTES * (number + 1)]

    def address(self, sequence: int, moves: int) -> bytes:
        """The address of a sequence's first `moves` moves."""
        number, begin = moves // EVERY, self._offsets[sequence]
        rest = self._moves[begin + number * EVERY : begin + moves]
        return self.mark(sequence, number) + rest

import numpy as np
import pytest

from evomario.emulator.machine import kernel
from evomario.errors import UserError
from evomario.evaluation import Limits
from evomario.evaluation.episode import play_batch
from evomario.evaluation.threads import in_chunks
from evomario.mario import find_level, roms
from evomario.mario.starts import start
from evomario.mario.state import STATE


@pytest.mark.parametrize("threads", [1, 2, 5])
@pytest.mark.parametrize("size", [1, 2, 7, 100])
def test_chunks_cover_everything_once(threads: int, size: int) -> None:
    seen = np.zeros(size, int)

    def work(first: int, last: int, stop: np.ndarray) -> int:
        seen[first:last] += 1
        return 0

    in_chunks(work, size, threads)
    assert (seen == 1).all()


def test_an_unknown_opcode_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="0x8123"):
        in_chunks(lambda first, last, stop: 0x8123, 4, 2)


def test_no_threads_are_refused() -> None:
    with pytest.raises(UserError, match="threads must be 1 or more, got 0"):
        in_chunks(lambda first, last, stop: 0, 4, 0)


def test_a_flag_stops_a_batch_between_two_episodes() -> None:
    states = np.zeros((3, STATE), np.uint8)
    begin, cartridge = start(find_level("1-1"))[0], roms.load("smb")
    states[:] = begin
    nothing = np.zeros(0, np.uint8)
    play_batch(
        kernel(), states, begin.ctypes.data, cartridge.ctypes.data, 0, 0, nothing,
        np.zeros(4, np.int64), Limits().array(), np.zeros((3, 0, 3), np.uint16),
        np.zeros((0, STATE), np.uint8), np.zeros((3, 0), np.int64), 0, 0, 3, np.ones(1, np.uint8),
    )  # fmt: skip
    assert (states == begin).all()

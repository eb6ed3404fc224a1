"""Threads over the compiled engine: chunks of a batch, and a flag that stops them."""

import os
from collections.abc import Callable
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from functools import lru_cache

import numpy as np

from evomario.errors import UserError


def cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@lru_cache(maxsize=4)
def _pool(threads: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(threads, thread_name_prefix="evomario")


def in_chunks(
    work: Callable[[int, int, np.ndarray], int], size: int, threads: int | None, each: int = 8
) -> None:
    """Run `work(first, last, stop)` over 0 to size in chunks, on threads (default: all cores).

    `work` must release the GIL, look at `stop[0]` now and then, and return 0, or the address of an
    opcode that is not official. There are at most `each` chunks a thread; which thread takes which
    has no bearing on any result. An interrupt sets `stop`, waits for the chunks under way, and is
    raised then.

    Raises:
        RuntimeError: work met an opcode that is not official.
        UserError: threads is less than 1.
    """
    threads = cores() if threads is None else threads
    if threads < 1:
        raise UserError(f"threads must be 1 or more, got {threads}")
    stop = np.zeros(1, np.uint8)
    if threads == 1 or size == 1:
        _check(work(0, size, stop))
        return
    chunk = max(1, -(-size // (each * threads)))
    firsts = range(0, size, chunk)
    futures = [_pool(threads).submit(work, i, min(i + chunk, size), stop) for i in firsts]
    try:
        wait(futures, return_when=FIRST_EXCEPTION)
    except BaseException:
        stop[0] = 1
        wait(futures)
        raise
    for future in futures:
        _check(future.result())


def _check(stopped: int) -> None:
    if stopped:
        raise RuntimeError(f"the game stopped at 0x{stopped:04X}: not an official opcode")

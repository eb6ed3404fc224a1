"""How long things take: the best of several timings."""

import time
from collections.abc import Callable
from typing import Any


def seconds(work: Callable[[], Any], repeats: int = 3) -> float:
    """The best of several timings, in seconds."""
    taken = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return min(taken)


def each(work: Callable[[], Any], times: int = 2000) -> float:
    """Microseconds of one call."""

    def many() -> None:
        for _ in range(times):
            work()

    return 1e6 * seconds(many) / times

"""What worker processes do in the tests of their supervisor."""

import os
import signal
import time
from pathlib import Path
from typing import Any


def making() -> Any:
    return work


def dying() -> Any:
    os._exit(7)


def refusing() -> Any:
    raise ValueError("cannot be made")


def work(job: tuple[str, Any]) -> Any:
    kind, value = job
    done = {
        "square": lambda: value * value,
        "sleep": lambda: time.sleep(value) or value,
        "pid": lambda: os.getpid(),
        "die": lambda: os.kill(os.getpid(), signal.SIGKILL),
        "exit": lambda: os._exit(3),
        "die once": lambda: _once(Path(value)),
        "raise": lambda: {}[value],
        "generator": lambda: (i for i in range(value)),
    }
    return done[kind]()


def _once(path: Path) -> str:
    """Kill this process, unless that has been done."""
    if not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return "done"


def alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and is not waited for does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def children(pid: int) -> list[int]:
    """The processes that a process has started, and what these have."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found += [int(folder.name), *children(int(folder.name))]
    return found


def all_end(pids: list[int], seconds: float = 10) -> bool:
    """Whether processes end within some time."""
    end = time.monotonic() + seconds
    while any(map(alive, pids)) and time.monotonic() < end:
        time.sleep(0.05)
    return not any(map(alive, pids))

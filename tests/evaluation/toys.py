"""What worker processes do in the tests of their supervisor."""

import os
import signal
import time
from pathlib import Path
from typing import Any

from multiprocess import current_process


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
        "parent": lambda: not current_process().daemon,  # which may have no children
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


def session(leader: int) -> list[int]:
    """What runs of the processes that one which began a session has started, itself included.

    They are found even when it has died, and whenever they were started.
    """
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == leader and fields[0] not in "ZX":
            found.append(int(folder.name))
    return found


def session_ends(leader: int, seconds: float = 30) -> bool:
    """Whether nothing is left of a session within some time."""
    end = time.monotonic() + seconds
    while session(leader) and time.monotonic() < end:
        time.sleep(0.05)
    return not session(leader)

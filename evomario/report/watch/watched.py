"""The run's side of a page that is served while it goes on."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from evomario import registry
from evomario.errors import UserError
from evomario.mario.roms import given_roms
from evomario.runs import RunFolder

_PATIENCE = 20.0  # seconds for the last picture to be drawn


@contextmanager
def watched(folder: RunFolder, title: str) -> Iterator[tuple[str, Callable[[], None]]]:
    """Serve a run's page while it goes on, from a process that only reads the run's folder.

    Args:
        folder: the run's.
        title: of the page.

    Yields:
        The page's address, and what to call once the run has written its own page.

    Raises:
        UserError: it cannot be served.
    """
    more = [part for each in registry.given() for part in ("--plugin", each.place)]
    more += [part for rom in given_roms() for part in ("--rom", str(rom))]
    command = [sys.executable, "-m", "evomario.report.watch", *more, "--", str(folder.path), title]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdin and process.stdout
    try:
        address = process.stdout.readline().strip()
        if not address:
            raise UserError("the run's page cannot be served: no port of this machine is free")
        yield address, lambda: _tell(process)
    finally:
        with suppress(OSError):
            process.stdin.close()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        process.stdout.close()


def _tell(process: subprocess.Popen[str]) -> None:
    """Tell the process that the run has ended well."""
    if process.stdin:
        with suppress(OSError):  # it is gone
            process.stdin.write("ended\n")
            process.stdin.flush()

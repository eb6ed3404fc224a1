"""The process that draws a run and serves its page: `python -m evomario.report.watch FOLDER TITLE`.

It says its address in one line on its standard output. A line on its standard input tells it that
the run has ended and left its own page; the end of that input, that it is to go.
"""

import argparse
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from evomario.errors import UserError

from .live import POLL, Live, drawn, waiting
from .server import HOST, Served, serve

_SECONDS = 10.0  # between two drawings, at least; or as long as the last one took
_STEP = 0.2
_GRACE = 2 * POLL / 1000  # for pages to fetch the last one


def main() -> None:
    """Serve until the run has ended."""
    parser = argparse.ArgumentParser()
    for name in ("folder", "title"):
        parser.add_argument(name)
    for name in ("--plugin", "--rom"):
        parser.add_argument(name, action="append", default=[])
    given = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run answers it, and ends this process
    served = Served(waiting(given.title, 0))
    server = serve(served)
    print(f"http://{HOST}:{server.server_address[1]}/", flush=True)
    ended = _Ended()
    _load(given.rom, given.plugin)
    with tempfile.TemporaryDirectory(prefix="evomario-") as folder:
        _draw(Live(Path(given.folder), given.title, Path(folder)), served, ended)
    if ended.well:
        _last(Path(given.folder) / "report.html", served)
    server.shutdown()


class _Ended:
    """Whether the run has ended, as the standard input tells.

    Attributes:
        well: whether it has left its own page.
    """

    def __init__(self) -> None:
        self.well = False
        self._told = threading.Event()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        self.well = bool(sys.stdin.readline())
        self._told.set()

    def within(self, seconds: float) -> bool:
        """Whether it has ended, or does so within some time."""
        return self._told.wait(seconds)


def _load(roms: list[str], plugins: list[str]) -> None:
    """Use the ROMs and load the plug-ins that the run has."""
    from evomario.mario.roms import use_rom
    from evomario.registry import load_file

    for rom in roms:
        use_rom(Path(rom))
    for plugin in plugins:
        load_file(Path(plugin))


def _draw(live: Live, served: Served, ended: _Ended) -> None:
    """Draw the run whenever it is time and there is news, until it has ended."""
    rest = _STEP
    while not ended.within(rest):
        rest = _STEP
        if live.news():
            begun = time.monotonic()
            made = drawn(lambda: live.page(served.state + 1))
            if made:
                served.show(made)
            rest = max(_SECONDS, time.monotonic() - begun)


def _last(path: Path, served: Served) -> None:
    """Show the page that the run has left to whoever looks, and wait until they have it."""
    if time.monotonic() - served.asked > _GRACE or not path.exists():
        return
    served.show(path.read_text("utf-8"))
    shown = time.monotonic()
    while time.monotonic() - shown < _GRACE:
        time.sleep(_STEP)


if __name__ == "__main__":
    try:
        main()
    except UserError as error:
        sys.exit(f"evomario: {error}")

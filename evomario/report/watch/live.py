"""What is drawn of a run again and again while it goes on."""

import hashlib
import json
import warnings
from collections.abc import Callable
from pathlib import Path
from string import Template

from evomario.errors import UserError
from evomario.runs import Champion, RunFolder
from evomario.runs.history import generations

from ..page.shell import escape, page
from ..record import Record

#: Milliseconds between two looks of a page at whether there is a newer one.
POLL = 2000

# The film goes on where it was while it is the same one.
_SCRIPT = Template("""
const state = "$state", champion = "$champion", film = document.querySelector("video");
if (film) {
  const kept = JSON.parse(sessionStorage.getItem("film") || "{}");
  if (kept.champion === champion) film.currentTime = kept.at;
  film.play().catch(() => {});
  addEventListener("beforeunload", () =>
    sessionStorage.setItem("film", JSON.stringify({champion, at: film.currentTime})));
}
setInterval(async () => {
  try {
    if (await (await fetch("state")).text() !== state) location.reload();
  } catch {}
}, $poll);
""")


def script(state: int, champion: str = "") -> str:
    """The script of a page with a number: it loads itself anew once there is another one."""
    return _SCRIPT.substitute(state=state, champion=champion, poll=POLL)


def waiting(title: str, state: int) -> str:
    """The page before there is anything to see."""
    body = f'<h1>{escape(title)}</h1><p class="lead">The first generation is being played.</p>'
    return page(title, body, script(state))


class Live:
    """A run that goes on.

    Args:
        folder: the run's.
        title: of its page.
        drawn: a folder for what is drawn.
    """

    def __init__(self, folder: Path, title: str, drawn: Path) -> None:
        self._folder, self._title = RunFolder(folder, drawn), title
        self._generation = 0  # the last one that was drawn
        self._champion = ""  # whose film there is

    def news(self) -> bool:
        """Whether there are generations that are not drawn yet."""
        try:
            table = generations(self._folder.history)
        except UserError:  # not begun
            return False
        return bool(len(table)) and int(table["generation"][-1]) > self._generation

    def page(self, state: int) -> str:
        """Draw the run as it is, and return its page, which is to have a number.

        Raises:
            UserError: something of the run cannot be read, or cannot be drawn.
        """
        from ..page.run import run_page
        from ..sections import draw_run

        record = Record(self._folder)
        self._generation = int(record.generations["generation"][-1])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the run itself tells of them at its end
            if record.champion is not None:
                self._film(record.champion)
            files = draw_run(self._folder, self._title)
        return run_page(record, self._title, files, script(state, self._champion))

    def _film(self, champion: Champion) -> None:
        """Film a champion, unless it is filmed already."""
        from ..pictures import film_champion

        told = json.dumps([each.content() for each in champion.recordings])
        name = hashlib.sha256(told.encode()).hexdigest()
        if name != self._champion:
            film_champion(self._folder.video, self._folder, champion)
            self._champion = name


def drawn(make: Callable[[], str]) -> str:
    """A page, or none where it cannot be made now: what a run writes may be half there."""
    try:
        return make()
    except UserError:
        return ""

"""What is drawn of a run again and again while it goes on."""

import warnings
from collections.abc import Callable
from pathlib import Path
from string import Template

from evomario.errors import UserError
from evomario.mario import Game
from evomario.runs import RunFolder, load_run
from evomario.runs.history import BestSoFar, champions, generations

from ..page.shell import escape, page
from ..record import Record

#: Milliseconds between two looks of a page at whether there is a newer one.
POLL = 2000
_SKIP = 2  # moves from picture to picture of a film
_CRF = 23

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


def script(state: int, champion: int = 0) -> str:
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
        self._champion = 0  # the generation of whose best there is a film

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

        self._generation = int(Record(self._folder).generations["generation"][-1])
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the run itself tells of them at its end
            self._film()
            files = draw_run(self._folder, self._title)
        return run_page(Record(self._folder), self._title, files, script(state, self._champion))

    def _film(self) -> None:
        """Film the best so far, unless that is done."""
        best = champions(self._folder.history)[-1]
        if best.generation != self._champion:
            lives = load_run(self._folder).settings.task.lives
            film_best(self._folder.video, best, lives)
            self._champion = best.generation


def film_best(path: Path, best: BestSoFar, lives: int) -> None:
    """Film the best so far in the first level, at half the pictures that the game has."""
    from ..video import FPS, HEIGHT, pictures

    level, moves = best.episodes[0]
    game = Game(level, lives=lives)
    game.reset()
    with pictures(path, (256 * HEIGHT // 240, HEIGHT), FPS // _SKIP, _CRF) as writer:
        for number, buttons in enumerate(moves.tolist()):
            if number % _SKIP == 0:
                picture = game.screen().repeat(HEIGHT // 240, axis=0).repeat(HEIGHT // 240, axis=1)
                writer.send(picture.tobytes())
            if game.done:
                break
            game.step(buttons)


def drawn(make: Callable[[], str]) -> str:
    """A page, or none where it cannot be made now: what a run writes may be half there."""
    try:
        return make()
    except UserError:
        return ""

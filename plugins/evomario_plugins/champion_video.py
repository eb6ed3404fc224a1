"""Films of a run's champions while it lasts."""

from typing import Annotated

from pydantic import Field

from evomario.errors import UserError
from evomario.registry import register
from evomario.runs import Callback, Progress, Running

FOLDER = "films"  # in the run folder


@register("callback", "champion_video")
class ChampionVideo(Callback):
    """Films the best so far every so many generations, where it is another than at the last film.

    The films are `films/generation-000010.mp4` and so on, in the run folder. The champion that the
    run ends with has a film of its own, `champion.mp4`.

    Args:
        every: so many generations.
    """

    def __init__(self, *, every: Annotated[int, Field(ge=1)] = 10) -> None:
        self.every = every
        self._news = False

    def start(self, run: Running) -> None:
        """Make the folder, and sweep out what a killed process has left half filmed."""
        folder = run.folder.path / FOLDER
        try:
            folder.mkdir(exist_ok=True)
            for partial in folder.glob(".*.mp4"):
                partial.unlink()
        except OSError as error:
            raise UserError(f"{folder}: cannot make the folder: {error.strerror}") from None

    def improvement(self, run: Running, progress: Progress) -> None:
        """There is something new to film."""
        self._news = True

    def generation(self, run: Running, progress: Progress) -> None:
        """Film it, if it is time."""
        from evomario.report.pictures import film_champion

        champion = run.champion()
        if champion is None or not self._news or progress.generation % self.every:
            return
        name = f"generation-{progress.generation:06d}.mp4"
        film_champion(run.folder.path / FOLDER / name, run.folder, champion)
        self._news = False

    def state(self) -> dict[str, bool]:
        """Whether there is something new to film."""
        return {"news": self._news}

    def load(self, state: dict[str, bool]) -> None:
        """Go on from a state."""
        self._news = state["news"]

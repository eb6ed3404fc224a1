"""The command that judges a champion where it was not trained: `evomario try`."""

from typing import Annotated

import typer

from evomario.errors import UserError

from .output import Json, Plugins, Set, print_json, say

Run = Annotated[str, typer.Argument(metavar="RUN", help="A run folder, or last.")]


def try_(run: Run, set_: Set = None, plugin: Plugins = None, as_json: Json = False) -> None:
    """Try a run's champion on noise that it never met, and on levels held out.

    A hundred episodes a level where there is noise, one where there is
    none. What is changed by --set is the task: --set
    task.noise.sticky=0.25, or --set "task.test=[1-2, 1-3]".
    """
    from evomario.report.words import trial_in_words
    from evomario.runs import RunFolder
    from evomario.runs.acting import playing
    from evomario.runs.trials import trials

    found = trials(*playing(RunFolder.find(run), set_ or []))
    if not found:
        raise UserError(
            f"{run}: a task without noise or held-out levels leaves nothing to try; expected --set "
            'task.noise.sticky=0.25, or --set "task.test=[1-2]"'
        )
    if as_json:
        print_json(trials=[trial._asdict() for trial in found])
        return
    for trial in found:
        say(trial_in_words(trial))

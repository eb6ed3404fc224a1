"""What happened in an episode, in words."""

from evomario.runs import Recording
from evomario.runs.trials import Trial

_ENDS = {
    "finished": "Mario took the flag",
    "dead": "Mario died",
    "warped": "Mario warped to another level",
    "no_progress": "Mario got no further",
    "limit": "the episode was cut short",
    "constraint": "a constraint was broken",
    "failed": "nothing was played, as what plays failed",
    "": "the moves ran out",
}

_DEEDS = {"left_moves": "moves left", "right_moves": "moves right", "mutations": "genes mutated"}


def episode_in_words(recording: Recording) -> str:
    """One or two sentences on an episode."""
    level, lives, outcome = recording.level, recording.lives, recording.outcome
    end = _ENDS[outcome["reason"]]
    if outcome["reason"] == "finished" and level.endswith("-4"):
        end = "Mario took the axe"
    life = "1 life" if lives == 1 else f"{lives} lives, {outcome['deaths']} lost"
    way = "" if outcome["progress"] is None else f", {outcome['progress']:.0%} of the way"
    return (
        f"{level} ({life}): {end} after {outcome['moves']:,} moves "
        f"({outcome['frames']:,} frames) at x = {outcome['x']:,}{way}. "
        f"{outcome['coins']} coins, score {outcome['score']:,}, {outcome['time_left']} s left."
    )


def deed_in_words(name: str) -> str:
    """What a run's totals tell of under a name."""
    return _DEEDS.get(name, name)


def trial_in_words(trial: Trial) -> str:
    """How a champion fared in a level, in a line."""
    what = "held out" if trial.held_out else "trained on"
    way = "" if trial.progress is None else f", {trial.progress:.0%} of the way on average"
    episodes = "episode" if trial.episodes == 1 else "episodes that it never saw"
    return f"{trial.level} ({what}): {trial.finished} of {trial.episodes} {episodes} finished{way}"

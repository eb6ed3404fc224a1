"""What happened in an episode, in words."""

from evomario.runs import Recording

_ENDS = {
    "finished": "Mario took the flag",
    "dead": "Mario died",
    "warped": "Mario warped to another level",
    "no_progress": "Mario got no further",
    "limit": "the episode was cut short",
    "constraint": "a constraint was broken",
    "": "the moves ran out",
}


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

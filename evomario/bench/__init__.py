"""`evomario bench`: how fast the engine is, and what a whole run keeps of that.

The engine's speed is a ratio to gym-super-mario-bros on the same moves in one process; a run's is a
share of what batch play makes of the very same action sequences; the time of a run of networks is
split into its parts; environments are measured beside gym-super-mario-bros wrapped the usual way.
"""

from .engine import engine_figures
from .environment import environment_figures, environment_lines
from .loop import CONFIG, loop_figures, reuse_figures
from .networks import PAPER, PARTS, network_figures

__all__ = ["bench", "table"]


def bench() -> dict[str, float]:
    """Measure all figures: moves or frames a second, microseconds, shares, and ratios."""
    return {
        **engine_figures(), **loop_figures(), **reuse_figures(), **network_figures(),
        **environment_figures(),
    }  # fmt: skip


_ROWS = (
    ("gym-super-mario-bros step", "gym_step", "moves/s"),
    ("Game.step, compiled", "game_step", "moves/s"),
    ("Game.step with a picture each", "game_step_with_pictures", "moves/s"),
    ("batch play, one core", "batch_one_core", "moves/s"),
    ("batch play, all cores", "batch_all_cores", "moves/s"),
    ("a picture", "picture_us", "us"),
    ("save", "save_us", "us"),
    ("load", "load_us", "us"),
)


def table(figures: dict[str, float]) -> str:
    """The figures as text, with each speed's ratio to gym-super-mario-bros."""
    lines = [f"{'':<32}{'':>10}          times gym"]
    for title, key, unit in _ROWS:
        value = figures[key]
        ratio = f"{value / figures['gym_step']:10.1f}" if unit == "moves/s" else ""
        number = f"{value:10,.0f}" if unit == "moves/s" else f"{value:10.2f}"
        lines.append(f"{title:<32}{number} {unit:<8}{ratio}")
    lines.append(f"{figures['cores']:.0f} cores: {figures['speedup_of_all_cores']:.2f} times one")
    return "\n".join([*lines, *_run_lines(figures), *environment_lines(figures)])


def _run_lines(figures: dict[str, float]) -> list[str]:
    """What a run makes of the engine."""
    digests = "the same digests" if figures["reuse_same_digests"] else "OTHER DIGESTS: a fault"
    return [
        f"{CONFIG} with a population of 100, reuse off: {figures['loop_frames']:,.0f} frames/s, "
        f"{figures['loop_share']:.0%} of batch play's {figures['loop_batch_frames']:,.0f}",
        f"{CONFIG} as it is: {figures['reuse_ratio']:.1f} frames for one emulated, {digests}",
        _network_line(figures),
    ]


def _network_line(figures: dict[str, float]) -> str:
    """What a run of networks takes, and for what."""
    speed = figures["neat_evaluations"]
    shares = ", ".join(f"{part} {figures[f'neat_share_{part}']:.0%}" for part in PARTS)
    return (
        f"paper/marione-1-1 with tiles, one thread: {speed:,.0f} evaluations/s, "
        f"{speed / PAPER:,.0f} times the {PAPER} of the paper's logs; of its time {shares}"
    )

"""The part of a level that a film shows, as it follows who leads."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from .crowd import Crowd, leaders
from .sheet import widened
from .stitch import Strip

WIDTH = 424  #: pixels of the level that are seen at once
_AHEAD = 0.45  # the share of them that lies behind the leader
_PAN = 14.0  # pixels from picture to picture, at most


class View(NamedTuple):
    """What a picture of a film shows: an area, by its number, from x = left on."""

    area: int
    left: int


def views(one: Crowd, strips: Sequence[Strip]) -> list[View]:
    """What each picture shows: the leader, without leaving what was seen of the level if it can.

    From one leader to the next in the same area it pans; another area it shows at once.
    """
    known = {strip.area: strip for strip in strips}
    found: list[View] = []
    left, area = 0.0, -1
    for time, leader in enumerate(leaders(one).tolist()):
        there = int(one.area[leader, time])
        wanted = one.x[leader, time] - _AHEAD * WIDTH
        if there in known:
            wanted = _inside(known[there], wanted)
        near = there == area and abs(wanted - left) < WIDTH
        left = left + float(np.clip(wanted - left, -_PAN, _PAN)) if near else float(wanted)
        area = there
        found.append(View(area, round(left)))
    return found


def _inside(strip: Strip, left: float) -> float:
    """A left edge at which only what is known is seen, or the middle of what is narrower."""
    spare = strip.right - strip.left - WIDTH
    if spare <= 0:
        return strip.left + spare / 2
    return float(np.clip(left, strip.left, strip.left + spare))


def stages(strips: Sequence[Strip], shown: Sequence[View]) -> dict[int, Strip]:
    """The strips that views show, by area, each as wide as they need it."""
    made = {strip.area: strip for strip in strips}
    for area in {view.area for view in shown}:
        lefts = [view.left for view in shown if view.area == area]
        strip = made.get(area) or _dark(area, lefts[0])
        made[area] = widened(strip, min(lefts), max(lefts) + WIDTH)
    return made


def _dark(area: int, left: int) -> Strip:
    """An area that nobody saw."""
    from .stitch import GAP, HEIGHT

    picture = np.empty((HEIGHT, 1, 3), np.uint8)
    picture[:] = GAP
    return Strip(area, left, picture)

"""What pages are made of: the page itself, pictures and films inside it, tables and facts.

Everything that is given as text is escaped; what the functions return is HTML.
"""

import base64
import hashlib
import html
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from string import Template
from typing import NamedTuple
from urllib.parse import quote

from .films import poster, smaller
from .look import CSS

MOST = 15_000_000  #: bytes of a page
_TEXT = 1_000_000  # of these, for what is no picture or film
_FILM = 6_000_000  # bytes of a film, beyond which it is made smaller
_TRIED = 8  # times as large a film is not even tried to make smaller
_KINDS = {".png": "image/png", ".svg": "image/svg+xml", ".gif": "image/gif", ".jpg": "image/jpeg"}

# The policy holds the page to what it says of itself: nothing is loaded, and no script runs but the
# page's own, if it has one.
_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; \
img-src data:; media-src data:; style-src 'unsafe-inline'$allowed">
<link rel="icon" href="data:,">
<title>$title</title>
<style>$css</style>
</head>
<body>
$body
$script</body>
</html>
""")


class Room:
    """How many bytes a page has left for pictures and films, as they are in it.

    Args:
        folder: where the page lies, from which it links to what has no room in it.
        most: bytes, at the beginning.
    """

    def __init__(self, folder: Path | None = None, most: int = MOST - _TEXT) -> None:
        self.folder = folder
        self.left = most

    def take(self, kind: str, data: bytes) -> str:
        """A file as a data URI; "" if there is none, or no room for it."""
        uri = f"data:{kind};base64,{base64.b64encode(data).decode()}"
        if not data or len(uri) > self.left:
            return ""
        self.left -= len(uri)
        return uri


class Fact(NamedTuple):
    """A figure to be seen first: what it is, its value, and whether that is `good` or `bad`."""

    name: str
    value: str
    tone: str = ""


def escape(text: object) -> str:
    """Text as HTML shows it, in an attribute too."""
    return html.escape(str(text), quote=True)


def page(title: str, body: str, script: str = "") -> str:
    """A whole page.

    Args:
        title: of the window.
        body: HTML.
        script: JavaScript of a page that is served, which may ask its server; default: none.
    """
    allowed = run = ""
    if script:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        allowed = f"; script-src 'sha256-{digest}'; connect-src 'self'"
        run = f"<script>{script}</script>\n"
    return _PAGE.substitute(title=escape(title), css=CSS, allowed=allowed, body=body, script=run)


def figure(
    path: Path, caption: str, alt: str, *, wide: bool = False, room: Room | None = None
) -> str:
    """A picture, inside the page; a note and a link where there is no room for it.

    Args:
        path: a .png, .svg, .gif or .jpg. An SVG is a drawing on white, dark on a dark page.
        caption: below it.
        alt: what it shows, for who does not see it.
        wide: to be scrolled sideways; a .png at half its size, which is sharp on any screen.
        room: what the page has left; default: a page for itself.
    """
    kind, room = _KINDS.get(path.suffix.lower()), room or Room()
    data = _content(path)
    uri = room.take(kind, data) if kind and data else ""
    if not uri:
        return _left_out(path, caption, room)
    drawing = ' class="drawing"' if path.suffix.lower() == ".svg" else ""
    size = _half(data) if wide else ""
    image = f'<img{drawing} src="{uri}" alt="{escape(alt)}"{size}>'
    shown = f'<div tabindex="0">{image}</div>' if wide else image
    return _figure(shown, caption, "wide" if wide else "")


def film(path: Path, caption: str, *, room: Room | None = None) -> str:
    """A film, inside the page: made smaller if need be, a note and a link if that is not enough.

    Args:
        path: an .mp4.
        caption: below it.
        room: what the page has left; default: a page for itself.
    """
    room = room or Room()
    uri = room.take("video/mp4", _fitting(path))
    if not uri or path.suffix.lower() != ".mp4":
        return _left_out(path, caption, room)
    still = poster(path)
    before = f' poster="{room.take("image/jpeg", still)}"' if still else ""
    video = (
        f'<video controls muted loop playsinline preload="metadata"{before} src="{uri}" '
        f'aria-label="{escape(caption)}"></video>'
    )
    return _figure(video, caption)


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table: numbers stand right, with thousands apart; None is a dash."""
    listed = [tuple(row) for row in rows]
    numeric = [any(map(_is_number, column)) for column in zip(*listed, strict=True)]
    right = numeric or [False] * len(headings)
    head = _row("th", headings, right)
    body = "".join(_row("td", row, right) for row in listed)
    return f'<div class="scroll"><table><thead>{head}</thead><tbody>{body}</tbody></table></div>'


def facts(known: Iterable[Fact]) -> str:
    """Figures to be seen first, side by side."""
    tiles = (
        f'<div class="{escape(each.tone)}"><dt>{escape(each.name)}</dt>'
        f"<dd>{escape(each.value)}</dd></div>"
        for each in known
    )
    return f'<dl class="facts">{"".join(tiles)}</dl>'


def section(title: str, *parts: str, beside: bool = False) -> str:
    """A part of a page under a heading; "" where there is nothing in it."""
    found = "\n".join(part for part in parts if part)
    if not found:
        return ""
    inside = f'<div class="beside">{found}</div>' if beside else found
    return f"<section><h2>{escape(title)}</h2>\n{inside}</section>\n"


def verbatim(text: str) -> str:
    """Text as it is, such as a command."""
    return f"<pre>{escape(text)}</pre>"


def details(summary: str, inside: str) -> str:
    """HTML that is seen once its summary is clicked on."""
    return f"<details><summary>{escape(summary)}</summary>\n{inside}</details>"


def _half(data: bytes) -> str:
    """Attributes that show a PNG at half its size."""
    if data[:4] != b"\x89PNG":
        return ""
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    return f' width="{width // 2}" height="{height // 2}"'


def _content(path: Path) -> bytes:
    """A file's content; nothing where it cannot be read, or is too large for any page."""
    try:
        return path.read_bytes() if path.stat().st_size < MOST else b""
    except OSError:
        return b""


def _fitting(path: Path) -> bytes:
    """A film of a size that a page can hold, if it can be had."""
    size = path.stat().st_size if path.exists() else 0
    if size > _FILM * _TRIED:
        return b""
    return smaller(path) if size > _FILM else _content(path)


def _left_out(path: Path, caption: str, room: Room) -> str:
    """A note in the place of a picture or film, and a link to it."""
    name = os.path.relpath(path, room.folder) if room.folder else path.name
    link = f'<a href="{escape(quote(name))}">{escape(name)}</a>'
    try:
        why = f"{link} ({path.stat().st_size / 1e6:,.1f} MB) is beside this page, not in it."
    except OSError:
        why = f"{escape(name)} is not there."
    return _figure(f"<p>{why}</p>", caption)


def _figure(shown: str, caption: str, kind: str = "") -> str:
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    named = f' class="{kind}"' if kind else ""
    return f"<figure{named}>{shown}{below}</figure>"


def _row(tag: str, cells: Sequence[object], right: Sequence[bool]) -> str:
    kinds = (' class="number"' if each else "" for each in right)
    shown = (f"<{tag}{kind}>{_cell(cell)}</{tag}>" for cell, kind in zip(cells, kinds, strict=True))
    return f"<tr>{''.join(shown)}</tr>"


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _cell(value: object) -> str:
    if value is None:
        return "-"
    return f"{value:,.12g}" if _is_number(value) else escape(value)

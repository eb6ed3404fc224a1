"""Pages looked at by their markup."""

import re
from html.parser import HTMLParser

_VOID = {"meta", "link", "img", "br", "hr", "source", "input"}
_DATA = re.compile(r'"data:[a-z0-9/+;,=.-]*(?:base64,[A-Za-z0-9+/=]*)?"')


class Reader(HTMLParser):
    """What a page holds.

    Attributes:
        tags: each element's name and attributes, in order.
        words: its text, but for the style sheet.
    """

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()
        assert self._open == [], f"never closed: {self._open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in _VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open and self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if "style" not in self._open:
            self.words += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        """The attributes of the elements of a name."""
        return [attributes for name, attributes in self.tags if name == tag]


def stands_alone(page: str) -> None:
    """See that a page is whole, and loads nothing from elsewhere."""
    read = Reader(page)
    bare = _DATA.sub('""', page)
    assert "http:" not in bare and "https:" not in bare and "//" not in bare
    assert not read.all("script") and "@import" not in bare and "url(" not in bare
    for _, attributes in read.tags:
        assert not any(name.startswith("on") for name in attributes)
        for name in ("src", "poster", "data", "srcset"):
            assert (attributes.get(name) or "data:").startswith("data:")

"""What there is of a name or a kind: what is built in, and where that will not do, plug-ins too."""

from evomario.errors import UserError, unknown

from .entries import known, known_entry, known_names
from .items import Entry
from .plugins import load_installed


def kinds() -> list[str]:
    """The kinds of which something is registered, by installed plug-ins too."""
    load_installed()
    return sorted({each.kind for each in known()})


def names(kind: str) -> list[str]:
    """The names of a kind, of installed plug-ins too, in alphabetical order."""
    load_installed()
    return known_names(kind)


def registered(kind: str, name: str) -> bool:
    """Whether something is registered under a name now; nothing is loaded for it."""
    return known_entry(kind, name) is not None


def entry(kind: str, name: str) -> Entry:
    """What is registered under a name; installed plug-ins are loaded if nothing is yet.

    Raises:
        UserError: nothing is.
    """
    found = known_entry(kind, name)
    if found is None and load_installed():
        found = known_entry(kind, name)
    if found is None:
        raise UserError(unknown(kind, name, known_names(kind)))
    return found

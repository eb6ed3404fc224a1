"""The laws of a contract, and which of them something breaks."""

from typing import Any


def broken(contract: Any) -> set[str]:
    """The names of the laws that fail, without `test_`."""
    found = set()
    for law in dir(contract):
        if law.startswith("test_"):
            try:
                getattr(contract, law)()
            except Exception as error:
                assert str(error), f"{law} does not say what is broken"
                found.add(law.removeprefix("test_"))
    return found

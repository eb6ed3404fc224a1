"""The laws of a contract, and which of them something breaks."""

from typing import Any

from evomario.testing import checking


def broken(contract: Any) -> set[str]:
    """The names of the laws that fail, without `test_`."""
    found = checking.broken(contract)
    assert all(found.values()), f"not said what is broken: {found}"
    return {law.replace(" ", "_") for law in found}

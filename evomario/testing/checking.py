"""The contracts of all that a plug-in registers, run without a test being written."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple
from unittest import SkipTest

from evomario import registry
from evomario.config.overrides import override
from evomario.config.reader import compose
from evomario.errors import UserError, unknown
from evomario.registry import Entry

from .algorithms import AlgorithmContract
from .callbacks import CallbackContract
from .learners import LearnerContract
from .measures import MeasureContract
from .metrics import MetricContract
from .observations import ObservationContract
from .operators import OperatorContract
from .stops import StopContract

Given = Mapping[str, Any]
_LAW = "test_"
_NETWORK = (6, 3)  # inputs and outputs of an algorithm's networks
#: Kind: the contract of what is registered as that.
CONTRACTS: dict[str, type[Any]] = {
    "algorithm": AlgorithmContract,
    "callback": CallbackContract,
    "learner": LearnerContract,
    "measure": MeasureContract,
    "metric": MetricContract,
    "observation": ObservationContract,
    "stop": StopContract,
    **dict.fromkeys(("select", "mate", "mutate", "initialise"), OperatorContract),
}


class Checked(NamedTuple):
    """What came of the contract of something registered.

    Attributes:
        laws: those of its contract that apply to it, in words; () where its kind has none.
        broken: law: what breaks it.
    """

    kind: str
    name: str
    laws: tuple[str, ...]
    broken: dict[str, str]


def check(entries: Sequence[Entry], changes: Sequence[str] = ()) -> list[Checked]:
    """Run the contracts of what is registered.

    Args:
        entries: of one plug-in.
        changes: parameters, as `mutate.swap.times=3`; others have their defaults.

    Raises:
        UserError: a parameter is wrong, or must be given; or none is of that name.
    """
    given = _given(entries, changes)
    found = [(entry, _parameters(entry, given[entry.kind, entry.name])) for entry in entries]
    return [_checked(entry, parameters) for entry, parameters in found]


def broken(contract: Any) -> dict[str, str]:
    """The laws of a contract that something breaks, and how."""
    return _broken(_tried(contract))


def _broken(tried: dict[str, str]) -> dict[str, str]:
    return {law: how for law, how in tried.items() if how}


def _tried(contract: Any) -> dict[str, str]:
    """How each law that applies is broken; "" for one that holds."""
    found = {}
    for law in _laws(contract):
        text = ""
        try:
            getattr(contract, law)()
        except SkipTest:
            continue
        except Exception as error:  # a stranger's code: whatever it raises
            plain = isinstance(error, AssertionError | UserError) and str(error)
            text = str(error) if plain else f"{type(error).__name__}: {error}"
        found[_in_words(law)] = text
    return found


def _laws(contract: Any) -> Iterator[str]:
    return (name for name in dir(contract) if name.startswith(_LAW))


def _in_words(law: str) -> str:
    return law.removeprefix(_LAW).replace("_", " ")


def _checked(entry: Entry, parameters: Given) -> Checked:
    contract = CONTRACTS.get(entry.kind)
    if contract is None:
        return Checked(entry.kind, entry.name, (), {})
    own: dict[str, Any] = {"name": entry.name, "parameters": {**parameters}}
    if contract is OperatorContract:
        own["kind"] = entry.kind
    if contract is AlgorithmContract and entry.traits.get("watches"):
        own["space"] = _NETWORK
    one = type("Contract", (contract,), own)()
    tried = _tried(one)
    return Checked(entry.kind, entry.name, tuple(tried), _broken(tried))


def _given(entries: Sequence[Entry], changes: Sequence[str]) -> dict[tuple[str, str], Given]:
    """The parameters that are given, by kind and name."""
    root = compose("{}", "")
    known = {f"{entry.kind}.{entry.name}": (entry.kind, entry.name) for entry in entries}
    for text in changes:
        root = override(root, text)
        whose = ".".join(text.partition("=")[0].split(".")[:2])
        if whose not in known:
            raise UserError(f"--set {text}: {unknown('name of the plug-in', whose, known)}")
    plain = root.plain()
    return {(kind, name): plain.get(kind, {}).get(name, {}) for kind, name in known.values()}


def _parameters(entry: Entry, given: Given) -> Given:
    """The parameters, seen to be right.

    Raises:
        UserError: they are not, or some are missing.
    """
    whose = f"{entry.kind}.{entry.name}"
    if not isinstance(given, dict):
        raise UserError(f"--set {whose}: expected one parameter, as {whose}.KEY=VALUE")
    required = {key for key, info in entry.fields().items() if info.is_required()} - given.keys()
    if required:
        described = registry.describe(entry.kind, entry.name).parameters
        ways = ", ".join(f"{each.name} ({each.type})" for each in described
                         if each.name in required)  # fmt: skip
        how = f"--set {whose}.KEY=VALUE"
        raise UserError(f"{entry.kind} {entry.name!r} must be given {ways}: expected {how}")
    text = json.dumps({"type": entry.name, **given})
    registry.read(entry.kind, compose(text, f"--set {whose}"))
    return given

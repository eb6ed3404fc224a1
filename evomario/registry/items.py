"""What a registry holds, and what settings say of it."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple

from pydantic.fields import FieldInfo

from evomario.config import ConfigError, Node, Settings
from evomario.errors import UserError


class Chosen(Settings):
    """An implementation chosen by name, with its parameters.

    Attributes:
        chosen_kind: of which kind it is; "" in models that are not made for a choice.
    """

    chosen_kind: ClassVar[str] = ""
    type: str


@dataclass(frozen=True)
class Of:
    """Marks an annotation: here stands a choice of a kind, or of `also` another."""

    kind: str
    also: str = ""


class Unfit(UserError):
    """A choice that is right in itself does not fit the rest of the config.

    Attributes:
        path: keys and indices from the choice to what does not fit.
        problem: what is wrong.
        expected: what would be right, if that can be said.
    """

    def __init__(
        self, path: tuple[str | int, ...], problem: str, expected: str | None = None
    ) -> None:
        super().__init__(f"{problem}; expected {expected}" if expected else problem)
        self.path, self.problem, self.expected = path, problem, expected

    def under(self, *path: str | int) -> "Unfit":
        """The same, seen from further up."""
        return Unfit((*path, *self.path), self.problem, self.expected)

    def located(self, node: Node, *path: str | int) -> ConfigError:
        """The same, at its place in a config; the choice stands at `path` of the node."""
        return node.error((*path, *self.path), self.problem, expected=self.expected)


class Plugin(NamedTuple):
    """Where registered code comes from, if it is not built in.

    Attributes:
        name: the entry point's, or the file's without `.py`.
        place: the module that the entry point names, or the file's path.
        package: the distribution that brings it, and its version; "" for a file.
        version: of that distribution.
        sha256: of the file; "" for an entry point.
    """

    name: str
    place: str
    package: str = ""
    version: str = ""
    sha256: str = ""

    def __str__(self) -> str:
        return f"plug-in {self.name} ({self.origin})"

    @property
    def origin(self) -> str:
        """The package and its version, or the file."""
        return f"{self.package} {self.version}" if self.package else self.place

    def brings(self, module: str) -> bool:
        """Whether a module is the entry point's, or lies in it."""
        own = self.place.partition(":")[0]
        return not self.sha256 and (module == own or module.startswith(f"{own}."))


@dataclass(frozen=True)
class Entry:
    """A registered implementation.

    Attributes:
        settings: a model of its parameters instead of its signature; it is then called with the
            settings as its first argument.
        types: types of parameters that have none in the signature.
        about: one line on it.
        traits: whatever else was said at registration.
        plugin: what brought it; None for what is built in.
    """

    kind: str
    name: str
    target: Callable[..., Any]
    settings: type[Chosen] | None = None
    types: Mapping[str, Any] = field(default_factory=dict)
    about: str = ""
    traits: Mapping[str, Any] = field(default_factory=dict)
    plugin: Plugin | None = None

    def fields(self) -> dict[str, FieldInfo]:
        """The parameters, as fields of a model."""
        if self.settings is not None:
            return fields_of(self.settings)
        signature = inspect.signature(self.target, eval_str=True)
        return {
            each.name: _field(each, self.types.get(each.name))
            for each in signature.parameters.values()
            if each.kind is each.KEYWORD_ONLY or each.name in self.types
        }

    def takes_more(self) -> bool:
        """Whether it must be given more than its parameters."""
        own, positional = self.fields(), inspect.Parameter.POSITIONAL_OR_KEYWORD
        found = inspect.signature(self.target).parameters.values()
        return any(
            each.kind <= positional and each.default is each.empty and each.name not in own
            for each in found
        )


def fields_of(settings: type[Chosen]) -> dict[str, FieldInfo]:
    """A model's fields but for the name of what was chosen."""
    return {key: info for key, info in settings.model_fields.items() if key != "type"}


def _field(parameter: inspect.Parameter, given: Any) -> FieldInfo:
    kind = parameter.annotation if given is None else given
    if kind is parameter.empty:
        raise ValueError(f"the parameter {parameter.name!r} needs a type")
    if parameter.default is parameter.empty:
        return FieldInfo.from_annotation(kind)
    return FieldInfo.from_annotated_attribute(kind, parameter.default)

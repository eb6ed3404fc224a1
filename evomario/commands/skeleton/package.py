"""A package of a plug-in to start from, which passes its own tests as it is."""

import keyword
import re
from collections.abc import Sequence
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from string import Template
from typing import NamedTuple

from evomario.errors import UserError, quote, unknown

#: Kind of an example: the kind that it registers as, and the contract that it keeps.
KINDS = {
    "operator": ("mutate", "OperatorContract"),
    "metric": ("metric", "MetricContract"),
    "measure": ("measure", "MeasureContract"),
    "observation": ("observation", "ObservationContract"),
    "algorithm": ("algorithm", "AlgorithmContract"),
}
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*([-_][A-Za-z0-9]+)*")
_LONGEST = 60  # characters of a name


class Package(NamedTuple):
    """A package to be written.

    Attributes:
        name: of the package.
        kinds: of the examples in its module, keys of `KINDS`.
    """

    name: str
    kinds: tuple[str, ...]

    @property
    def module(self) -> str:
        """The module's name, which is the entry point's too."""
        return self.name.replace("-", "_")

    def registered(self, kind: str) -> str:
        """The name under which an example is registered."""
        return self.module if len(self.kinds) == 1 else f"{self.module}_{kind}"

    def write(self, folder: Path) -> list[str]:
        """Write its files into an empty folder.

        Returns:
            Their names.
        """
        texts = self._texts()
        for name, text in texts.items():
            (folder / name).write_text(text, "utf-8")
        return sorted(texts)

    def _texts(self) -> dict[str, str]:
        found = {each: self._filled(f"{each}.txt") for each in ("pyproject.toml", "setup.cfg")}
        for kind in self.kinds:
            found[f"{kind}.yaml"] = self._filled(f"{kind}.yaml.txt", kind)
        tests = [self._filled(f"{kind}.test.txt", kind).rstrip() for kind in self.kinds]
        contracts = sorted(KINDS[kind][1] for kind in self.kinds)
        listed = contracts[0] if len(contracts) == 1 else _in_brackets(contracts)
        return {
            **found,
            f"{self.module}.py": self._code(),
            f"test_{self.module}.py": self._filled(
                "test.py.txt", tests="\n\n\n".join(tests), contracts=listed
            ),
            "README.md": self._filled("README.md.txt", brings=self._brings(), runs=self._runs()),
        }

    def _code(self) -> str:
        """The module: the examples one after another, below their imports together."""
        examples = [self._filled(f"{kind}.py.txt", kind) for kind in self.kinds]
        parts = [text.partition("\n\n\n") for text in examples]
        lines = {line for head, _, _ in parts for line in head.splitlines() if line}
        head = f'"""{self._brings().capitalize()}, for evomario."""\n\n{_sorted(lines)}'
        return "\n\n\n".join([head, *(body.strip("\n") for _, _, body in parts)]) + "\n"

    def _brings(self) -> str:
        """What it brings, in words."""
        found = [f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}" for kind in self.kinds]
        return " and ".join(filter(None, [", ".join(found[:-1]), found[-1]]))

    def _runs(self) -> str:
        return "\n".join(f"    evomario run {kind}.yaml" for kind in self.kinds)

    def _filled(self, template: str, kind: str = "", **more: str) -> str:
        text = files(__package__).joinpath(template).read_text("utf-8")
        name = self.registered(kind) if kind else ""
        return Template(text).substitute(
            package=self.name, module=self.module, name=name, **more
        )  # fmt: skip


def checked(name: str, kinds: Sequence[str]) -> Package:
    """A package of a name, with examples of some kinds.

    Raises:
        UserError: the name is none for a package, or is taken; or there is no such kind.
    """
    for kind in kinds:
        if kind not in KINDS:
            raise UserError(f"--kind: {unknown('kind of plug-in', kind, KINDS)}")
    found = Package(name, tuple(dict.fromkeys(kinds)))
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or keyword.iskeyword(found.module):
        wanted = "letters, digits, - and _, a letter first, such as mario-swap"
        raise UserError(f"{quote(name)} is no name for a package: expected {wanted}")
    spec = find_spec(found.module)
    if spec is not None and spec.origin is not None:
        taken = f"there is a module {found.module} already"
        raise UserError(f"{quote(name)}: {taken}: expected another name")
    for kind in found.kinds:
        _check_free(KINDS[kind][0], found.registered(kind))
    return found


def _check_free(kind: str, name: str) -> None:
    """See that an example can be registered under a name."""
    from evomario import registry
    from evomario.fitness.metrics import TAKEN

    if name in registry.names(kind) or (kind == "metric" and name in TAKEN):
        raise UserError(f"{quote(name)}: there is a {kind} of that name already")


def _in_brackets(names: Sequence[str]) -> str:
    """Names to be imported, each on a line."""
    return "\n".join(["(", *(f"    {name}," for name in names), ")"])


def _sorted(lines: set[str]) -> str:
    """Imports in the order that isort has: the standard library, others, evomario's."""
    groups: dict[int, list[str]] = {}
    for line in sorted(lines, key=lambda line: (line.startswith("from"), line)):
        root = re.split(r"[ .]", line)[1]
        place = 2 if root == "evomario" else 1 if root in ("numpy", "pydantic") else 0
        groups.setdefault(place, []).append(line)
    return "\n\n".join("\n".join(groups[place]) for place in sorted(groups))

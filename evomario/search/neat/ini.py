"""A neat-python INI as part of a config: its values become nodes, each with its own place."""

import configparser
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from evomario.config import ConfigError, Mark, Node
from evomario.config.nodes import describe
from evomario.config.reader import read_text
from evomario.config.scalars import Scalar, resolve
from evomario.errors import nearest, one_of, quote

from .settings import (
    GenomeSettings,
    NeatSettings,
    ReproductionSettings,
    SpeciesSettings,
    StagnationSettings,
)

#: Section: the group that it is here, and its keys.
_GROUPS = {
    "DefaultGenome": ("genome", [*GenomeSettings.model_fields, "num_inputs", "num_outputs"]),
    "DefaultSpeciesSet": ("species", [*SpeciesSettings.model_fields]),
    "DefaultStagnation": ("stagnation", [*StagnationSettings.model_fields]),
    "DefaultReproduction": ("reproduction", [*ReproductionSettings.model_fields]),
}
_OWN = "NEAT"
_OWN_KEYS = ["pop_size", "seed", *(
    key for key in NeatSettings.model_fields
    if key not in ("type", "ini", "population", *(group for group, _ in _GROUPS.values()))
)]  # fmt: skip
_GIVEN_BY_THE_RUN = ("num_inputs", "num_outputs", "seed")
_FLAGS = {
    "no_fitness_termination", "reset_on_extinction", "feed_forward", "single_structural_mutation",
    "structural_mutation_surer", "enabled_default",
}  # fmt: skip
_TEXTS = {
    "fitness_criterion", "initial_connection", "species_fitness_func", "activation_default",
    "aggregation_default", "bias_init_type", "response_init_type", "time_constant_init_type",
    "weight_init_type",
}  # fmt: skip
_PLAIN_NAME = re.compile(r"[\w .+-]+(?:/[\w .+-]+)*")


def with_ini(root: Node) -> Node:
    """A config whose `algorithm.ini`, if it names one, is replaced by what that file says.

    What the config itself says goes before. The file lies in the config's folder, or below it;
    num_inputs, num_outputs and seed in it count for nothing, since the run gives them.

    Args:
        root: the whole config.

    Raises:
        ConfigError: the file cannot be read, or something in it is wrong; it tells the place there.
    """
    algorithm = root.child("algorithm")
    ini = algorithm and algorithm.child("ini")
    kind = algorithm and algorithm.child("type")
    if not algorithm or not ini or not kind or kind.value != "neat" or ini.value is None:
        return root
    assert isinstance(algorithm.value, dict) and isinstance(root.value, dict)
    own = {key: child for key, child in algorithm.value.items() if key != "ini"}
    merged = _merged(_read(_path(ini, root)), own)
    return replace(root, value={**root.value, "algorithm": replace(algorithm, value=merged)})


def _merged(below: dict[str, Node], above: dict[str, Node]) -> dict[str, Node]:
    """Keys of two layers; groups key by key."""
    merged = {**below}
    for key, child in above.items():
        old = below.get(key)
        if old and isinstance(old.value, dict) and isinstance(child.value, dict):
            child = replace(child, value={**old.value, **child.value})
        merged[key] = child
    return merged


def _path(ini: Node, root: Node) -> Path:
    """Where the INI lies: beside the file that names it."""
    name = ini.value
    if not isinstance(name, str):
        raise ConfigError(ini.mark, f"ini is {describe(name)}", "the name of a file")
    if not _PLAIN_NAME.fullmatch(name) or not {".", ".."}.isdisjoint(name.split("/")):
        problem = f"ini is {quote(name)}, which may leave the folder"
        raise ConfigError(ini.mark, problem, "a plain name, relative to this folder")
    by_config = not ini.mark.file.startswith("--set ")
    return Path(ini.mark.file if by_config else root.mark.file).parent / name


def _read(path: Path) -> dict[str, Node]:
    """The `algorithm:` that an INI stands for."""
    text = read_text(path, "a neat-python INI")
    parser = _parsed(text, str(path))
    places = _places(text, str(path))
    found: dict[str, Node] = {}
    for section in parser.sections():
        mark = places[section, ""][0]
        if section == _OWN:
            found |= _values(parser, section, _OWN_KEYS, places)
        elif section in _GROUPS:
            group, keys = _GROUPS[section]
            found[group] = Node(_values(parser, section, keys, places), mark, mark)
        else:
            names = [_OWN, *_GROUPS]
            raise ConfigError(mark, f"unknown section {quote(section)}", one_of(names))
    return found


Places = dict[tuple[str, str], tuple[Mark, Mark]]


def _values(
    parser: configparser.ConfigParser, section: str, valid: list[str], places: Places
) -> dict[str, Node]:
    """A section's values, as YAML would have them."""
    found = {}
    for key, text in parser.items(section):
        fallback = places[section, ""]
        key_mark, mark = places.get((section, key)) or places.get(("DEFAULT", key)) or fallback
        if key not in valid:
            near = nearest(key, valid)
            expected = None if near else one_of(valid)
            raise ConfigError(key_mark, f"unknown key {quote(key)}", expected, near)
        if key not in _GIVEN_BY_THE_RUN:
            name = "population" if key == "pop_size" else key
            found[name] = Node(_value(key, text or "", mark), mark, key_mark)
    return found


def _value(key: str, text: str, mark: Mark) -> Scalar | list[Node]:
    if key.endswith("_options"):
        return [Node(word, mark) for word in text.split()]
    if key in _TEXTS:
        return text
    word = text.lower()
    if key in _FLAGS and word in configparser.ConfigParser.BOOLEAN_STATES:
        return configparser.ConfigParser.BOOLEAN_STATES[word]
    if key == "enabled_default" and word == "none":
        return "random"
    try:
        return resolve(text)
    except ValueError as error:
        raise ConfigError(mark, f"{key}: {error}") from None


def _parsed(text: str, file: str) -> configparser.ConfigParser:
    """The INI as neat-python's own parser reads it, but for %(references)s, which it leaves."""
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read_string(text, file)
    except configparser.ParsingError as error:
        line = getattr(error, "lineno", 0) or error.errors[0][0]
        raise ConfigError(Mark(file, line, 1), "not valid INI", "`key = value`") from None
    except configparser.DuplicateSectionError as error:
        problem = f"the section {quote(error.section)} is there twice"
        raise ConfigError(Mark(file, error.lineno or 0, 1), problem) from None
    except configparser.DuplicateOptionError as error:
        problem = f"the key {quote(error.option)} is given twice"
        raise ConfigError(Mark(file, error.lineno or 0, 1), problem) from None
    return parser


_SECTION = re.compile(r"\[(?P<name>.+)\]")
_ENTRY = re.compile(r"(?P<key>.*?)\s*[=:]\s*(?=(?P<value>.*))")


def _places(text: str, file: str) -> Places:
    """Where each section and key stands, and where each value."""
    return {(section, key): marks for section, key, marks in _found(text, file)}


def _found(text: str, file: str) -> Iterator[tuple[str, str, tuple[Mark, Mark]]]:
    section = ""
    for number, line in enumerate(text.splitlines(), 1):
        start = Mark(file, number, len(line) - len(line.lstrip()) + 1)
        if head := _SECTION.match(line.strip()):
            section = head["name"]
            yield section, "", (start, start)
        elif entry := _ENTRY.match(line):
            value = Mark(file, number, entry.start("value") + 1)
            yield section, entry["key"].strip().lower(), (start, value)

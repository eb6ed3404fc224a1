"""Configs gone wrong: changed in values, keys, types, structure and bytes, or made up."""

import copy
import random
import re
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from evomario import registry
from evomario.config import load, names
from evomario.config.writer import dump

ROOT = Path(__file__).parents[2]
#: Every config there is, those that only serve as a base included; no experiments.
FILES = [ROOT / "configs" / f"{name}.yaml" for name in names()]

#: Key of a config: the kind of what is chosen there.
KINDS = {
    "genome": "genome", "initialise": "initialise", "select": "select", "survivors": "select",
    "mate": "mate", "mutate": "mutate", "handling": "handling",
}  # fmt: skip

RICH = """
extends: {base}
name: rich
task:
  train: [1-1, 1-3]
  actions: [NOOP, right, right A B]
  lives: 2
  limits: {{frames: 500, no_progress: {{metric: star, moves: 20}}}}
  metrics: {{star: {{address: 0x79F, reduce: max}}, page: {{address: 0x6D}}}}
fitness:
  objectives:
    - minimize: 1/coins if coins > 2 else abs(x - page) % 7
      over_frames: best
  constraints:
    - require: finished and time_used <= 90
      violation: 1 - progress
    - require: deaths <= 1
    - require: 0 <= coins < 50
      at: every_move
  handling: {{type: stochastic_ranking, probability: 0.4}}
  aggregate: {{episodes: {{quantile: 0.5}}, levels: min}}
algorithm:
  genome: {{type: macro_actions, length: 60, max_hold: 20}}
  survival: mu_plus_lambda
  offspring: 5
  mate: {{type: same_x, cxpb: {{schedule: linear, from: 0.1, to: 0.9}}}}
  mutate:
    - {{type: adaptive_reset, step: 0.01}}
    - {{type: insert}}
    - {{type: mutUniformInt, indpb: 0.1}}
stop: {{evaluations: 60, seconds: 100, target: finished or coins >= 9}}
evaluation: {{reuse: false}}
"""

VALUES: list[Any] = [
    None, True, False, 0, 1, 2, 3, -1, 7, 255, 1000, 10**9, 10**30, 0.5, 1e-9, -0.5, 1e300, 2.0,
    "", "x", "1-1", "4-2", "lost-1-1", "game", "1-9", "ga", "window", "selBest", "cxTwoPoint",
    "finished", "fitness", "distance", "coins/0", "1/(coins - 1)", "log(-1) + x", "coins > 3",
    "x if finished else y", "0**-1", "((((1))))", "10" * 60, "not finished", "coins; 1", "min()",
    "end", "every_move", "best", "sum", "epsilon", "macro_actions", "uniform", "NOOP", "A B", "é",
    [], {}, [1], ["1-1", "1-1"], [[]], {"type": "window"}, {"type": 3}, {"schedule": "linear"},
    {"schedule": "exponential", "from": 1, "to": 0.1}, {"quantile": 1}, [{"maximize": "x"}],
    [{"require": "coins >= 1"}], {"type": "adaptive_penalty", "rise": 2, "fall": 2},
    {"type": "epsilon", "theta": 5}, {"type": "mutFlipBit", "indpb": 1}, {"finished": {}},
]  # fmt: skip


def base(file: Path) -> dict[str, Any]:
    """A file's own keys, made small so that what is valid can be played."""
    plain: dict[str, Any] = load(file).plain()
    plain.setdefault("task", {}).setdefault("limits", {})["moves"] = 40
    return plain


@st.composite
def changed(draw: Any, plain: dict[str, Any]) -> dict[str, Any]:
    """A config with one to four changes of values, keys, types, structure, and operators."""
    source = random.Random(draw(st.integers(0, 2**64)))
    plain = copy.deepcopy(plain)
    if source.random() < 0.5:
        return _tuned(source, plain)
    for _ in range(source.choice([1, 1, 2, 4])):
        places = list(_places(plain))
        if not places:
            break
        holder, key = source.choice(places)
        _change(source, plain, holder, key)
    return plain


def _places(value: Any) -> Any:
    """Every place of a nested value: what holds it, and its key there."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, each in list(pairs):
        yield value, key
        if isinstance(each, dict | list):
            yield from _places(each)


def _change(source: random.Random, plain: Any, holder: Any, key: Any) -> None:
    value = holder[key]
    kind = source.randrange(8)
    if key in KINDS and kind > 2:
        holder[key] = _operator(source, KINDS[key])
        return
    if kind == 0:
        del holder[key]
    elif kind == 1 and isinstance(holder, dict):
        holder[source.choice([str(key)[:-1], f"{key}s", "type", "extends", "x"])] = holder.pop(key)
    elif kind == 2:
        holder[key] = source.choice([[value], {"type": value}, str(value), {"x": value}])
    elif kind == 3:
        other, place = source.choice(list(_places(plain)))
        holder[key] = copy.deepcopy(other[place])
    else:
        holder[key] = copy.deepcopy(source.choice(VALUES))


def _tuned(source: random.Random, plain: dict[str, Any]) -> dict[str, Any]:
    """Other operators and numbers, so that many a config stays valid."""
    for holder, key in source.sample(places := list(_places(plain)), min(6, len(places))):
        if key in KINDS and isinstance(holder, dict):
            holder[key] = _operator(source, KINDS[key])
        elif type(holder[key]) is int:
            holder[key] = holder[key] * source.choice([1, 2, 3, 10]) // source.choice([1, 2, 7])
    return plain


def _operator(source: random.Random, kind: str) -> dict[str, Any]:
    """An operator with some of its parameters, most of them numbers in bounds."""
    chosen: dict[str, Any] = {"type": source.choice(registry.names(kind))}
    for parameter in registry.describe(kind, chosen["type"]).parameters:
        if source.random() < 0.9:
            bounds = [float(each) for each in re.findall(r"at \w+ ([\d.]+)", parameter.type)]
            low, high = (*bounds, 9.0)[0], (*bounds, 9.0, 9.0)[1]
            number = source.choice([low, high, *[source.uniform(low, min(high, 99))] * 3])
            whole = "whole" in parameter.type and source.random() < 0.97
            chosen[parameter.name] = int(number) if whole else number
    return chosen


@st.composite
def torn(draw: Any, text: bytes) -> bytes:
    """A text with one to five cuts, repeats, and bytes put in."""
    source = random.Random(draw(st.integers(0, 2**64)))
    for _ in range(source.randint(1, 5)):
        a, b = sorted(source.randrange(len(text) + 1) for _ in range(2))
        b = min(b, a + source.choice([0, 1, 1, 3, 20, 200]))
        piece = source.choice([
            b"", text[a:b] * 2, source.randbytes(2), b"\n", b"  ", b"\t", b":", b": ", b"- ", b"[",
            b"}", b"&a ", b"*a", b"!!int ", b"#", b"'", b'"', b"|\n", b"? ", b"<<: ", b"\0",
            b"\xff", b"\r", "\u2028".encode(), b"1e3", b"yes", b"...\n", b"---\n", b"%YAML 9\n",
        ])  # fmt: skip
        text = text[:a] + piece + text[b:]
    return text


made_up = st.recursive(
    st.sampled_from([each for each in VALUES if not isinstance(each, list | dict)]) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=20,
)


def text_of(plain: Any) -> bytes:
    """Plain data as the bytes of a YAML file."""
    return dump(plain).encode("utf-8", "surrogatepass")

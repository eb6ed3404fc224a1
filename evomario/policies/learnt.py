"""What a learner has learnt, as it acts: arrays, and the learner that makes a network of them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from math import prod
from typing import Any, NamedTuple

import numpy as np

from evomario import registry
from evomario.config import Mark, from_plain
from evomario.errors import UserError, told
from evomario.registry import Chosen

from .networks.layers import WIDEST
from .own import Own

_LARGEST = 256 << 20  # bytes of a model


class Spaces(NamedTuple):
    """What a learner sees and can do.

    Attributes:
        shape: of what is seen: `(height, width)` of a single block, else `(inputs,)`.
        actions: among how many it chooses.
        bytes: whether what is seen are grey values from 0 to 255, which may be kept as bytes.
    """

    shape: tuple[int, ...]
    actions: int
    bytes: bool = False

    @property
    def size(self) -> int:
        """How many numbers are seen."""
        return int(np.prod(self.shape))


class Learnt(Own):
    """What a learner has learnt, as an `Actor`; it is made anew for each episode.

    Args:
        chosen: the learner and its parameters.
        model: arrays by name.
        spaces: what it sees and can do.

    Raises:
        UserError: the learner makes nothing that can act.
    """

    def __init__(self, chosen: Chosen, model: Mapping[str, np.ndarray], spaces: Spaces) -> None:
        self.chosen, self.model, self.spaces = chosen, dict(model), spaces
        target: Any = registry.entry("learner", chosen.type).target
        super().__init__(
            lambda: target.player(chosen, self.model, spaces), spaces.actions,
            f"learner {chosen.type}",
        )  # fmt: skip

    @property
    def size_inputs(self) -> int:
        """How many numbers it sees."""
        return self.spaces.size

    @property
    def size_outputs(self) -> int:
        """How many numbers it answers."""
        return self.spaces.actions

    def kept(self) -> dict[str, Any]:
        """It as a checkpoint takes it: the learner's name and parameters, and arrays; no code."""
        return {
            "learner": self.chosen.model_dump(mode="json"),
            "shape": [*self.spaces.shape],
            "actions": self.spaces.actions,
            "bytes": self.spaces.bytes,
            "model": self.model,
        }

    def json(self) -> dict[str, Any]:
        """It as JSON takes it: the arrays in the format of safetensors, in base 64.

        Raises:
            UserError: safetensors is not installed.
        """
        return {**self.kept(), "model": base64.b64encode(self.packed()).decode()}

    def packed(self) -> bytes:
        """The arrays in the format of safetensors.

        Raises:
            UserError: safetensors is not installed.
        """
        arrays = {name: np.ascontiguousarray(each) for name, each in self.model.items()}
        data: bytes = _safetensors().save(arrays)
        return data

    def encoded(self) -> bytes:
        """The same bytes only for the same arrays."""
        return b"".join(self.model[name].tobytes() for name in sorted(self.model))

    def _shown(self, inputs: np.ndarray) -> np.ndarray:
        return inputs

    def _noted(self) -> Any:
        return told(self._who)

    def __reduce__(self) -> tuple[Any, ...]:
        return of_kept, (self.kept(), "a worker's player")


def of_kept(content: Mapping[str, Any], source: str) -> Learnt:
    """What `Learnt.kept` gave, which may come from a stranger; `source` is what an error names.

    Raises:
        UserError: it is none, or its learner is not registered or cannot make anything of it.
    """
    found = from_plain(content["learner"], Mark(source), "a learner")
    chosen = registry.read("learner", found)
    shape, actions, bytes_ = (content.get(key) for key in ("shape", "actions", "bytes"))
    sizes: list[Any] = [*shape, actions] if isinstance(shape, list) and len(shape) < 3 else []
    if len(sizes) < 2 or not all(type(each) is int and 1 <= each <= WIDEST for each in sizes):
        raise UserError(f"{source}: expected a shape of one or two sizes, and actions")
    if prod(sizes[:-1]) > WIDEST:
        raise UserError(f"{source}: {prod(sizes[:-1]):,} inputs; expected at most {WIDEST:,}")
    return Learnt(chosen, content["model"], Spaces(tuple(sizes[:-1]), sizes[-1], bytes_ is True))


def from_json(content: Mapping[str, Any], source: str) -> Learnt:
    """What `Learnt.json` gave, checked; otherwise as `of_kept`.

    Raises:
        UserError: also, its arrays are damaged, or safetensors is not installed.
    """
    text = content.get("model")
    if not isinstance(text, str) or len(text) > 4 * _LARGEST // 3:
        raise UserError(f"{source}: expected a model in base 64, of at most {_LARGEST >> 20} MB")
    load = _safetensors().load
    try:
        model = load(base64.b64decode(text, validate=True))
    except (binascii.Error, ValueError, KeyError, TypeError) as error:
        raise UserError(f"{source}: a damaged model: {error}") from None
    except Exception as error:  # safetensors has an error of its own, which is one of nothing else
        raise UserError(f"{source}: no safetensors: {error}") from None
    return of_kept({**content, "model": model}, source)


def _safetensors() -> Any:
    try:
        import safetensors.numpy
    except ImportError:
        raise UserError(
            "models of learners need safetensors, which is not installed: "
            "pip install 'evomario[gradient]'"
        ) from None
    return safetensors.numpy

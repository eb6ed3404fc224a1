"""A policy of a few rules over tiles, each of which a person can read.

A rule looks at one cell of the window for an enemy, for nothing, or for something solid; where it
finds that, it votes for and against each output. Where it looks, what for, and how it votes are its
weights, beside what each output has without any rule.
"""

from typing import Annotated, NamedTuple

import numpy as np
from pydantic import Field

from evomario.policies import Policy
from evomario.policies.watching import Actor
from evomario.registry import Unfit, register

_PLACE, _WHAT = 2, 1  # weights of a rule before its votes
_FOR = 0.3  # beyond it a rule looks for something, below for nothing
_STEEP = 3.0  # so that the first weights reach all of the window
_NAMES = {-1: "an enemy", 0: "nothing", 1: "something solid"}

Side = Annotated[int, Field(ge=1, le=32)]


class Rule(NamedTuple):
    """A rule.

    Attributes:
        row: of the window, from the top, from 0.
        column: of the window, from the left, from 0.
        what: -1 an enemy, 0 nothing, 1 something solid.
        votes: `float64[outputs]`, what each output gains where it is found there.
    """

    row: int
    column: int
    what: int
    votes: np.ndarray

    def __str__(self) -> str:
        votes = ", ".join(f"{vote:+.2f}" for vote in self.votes)
        return f"{_NAMES[self.what]} in row {self.row}, column {self.column}: {votes}"


@register("policy", "rules")
class Rules(Policy):
    """Rules that look at a cell of the tiles each, and vote for outputs; their places evolve."""

    def __init__(
        self, *, rules: Annotated[int, Field(ge=1, le=100)] = 4, columns: Side = 12, rows: Side = 10
    ) -> None:
        self.rules, self.columns, self.rows = rules, columns, rows

    def weights(self, inputs: int, outputs: int) -> int:
        """Those of the outputs alone, then each rule's: place, what for, votes.

        Raises:
            Unfit: what is seen has fewer inputs than the window has cells.
        """
        cells = self.columns * self.rows
        if inputs < cells:
            problem = f"{self.columns} columns and {self.rows} rows are {cells} cells"
            raise Unfit((), problem, f"the {inputs} inputs of the observation, tiles first")
        return outputs + self.rules * (_PLACE + _WHAT + outputs)

    def player(self, weights: np.ndarray, inputs: int, outputs: int) -> Actor:
        """What votes by the rules that the weights stand for."""
        return Voting(weights[:outputs], self.read(weights, outputs), self.columns)

    def read(self, weights: np.ndarray, outputs: int) -> list[Rule]:
        """The rules that weights, `float64[n]`, stand for; `str` of one says it in words."""
        return [self._rule(each) for each in weights[outputs:].reshape(self.rules, -1)]

    def _rule(self, own: np.ndarray) -> Rule:
        down, along = 1 / (1 + np.exp(-_STEEP * np.clip(own[:_PLACE], -100, 100)))
        row, column = min(int(down * self.rows), self.rows - 1), int(along * self.columns)
        what = int(np.sign(own[_PLACE])) if abs(own[_PLACE]) > _FOR else 0
        return Rule(row, min(column, self.columns - 1), what, own[_PLACE + _WHAT :])


class Voting:
    """Lets rules vote, each time anew: it remembers nothing."""

    def __init__(self, alone: np.ndarray, rules: list[Rule], columns: int) -> None:
        self._alone, self._rules = alone, rules
        self._cells = [rule.row * columns + rule.column for rule in rules]

    def reset(self) -> None:
        """There is nothing to forget."""

    def activate(self, inputs: np.ndarray) -> np.ndarray:
        """What each output has, with the votes of the rules that hold."""
        found = self._alone.copy()
        for cell, rule in zip(self._cells, self._rules, strict=True):
            if round(inputs[cell]) == rule.what:
                found += rule.votes
        return found

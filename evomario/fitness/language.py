"""The expression language: text -> a tree of whitelisted parts, each error at its character.

Python's own parser reads the text; nothing is ever evaluated by Python.
"""

import ast
import warnings

from evomario.errors import UserError

LONGEST = 1000  #: characters
DEEPEST = 100  #: levels of nesting
_FORM = "an expression such as 10*coins + 0.1*distance"
_PARTS = (
    "numbers, metrics, + - * / % **, < <= > >= == !=, and or not, min max abs clip sqrt log exp, "
    "`x if c else y` and brackets"
)
_BLANK = str.maketrans("\n\r\t\f", "    ")


class ExpressionError(UserError):
    """What is wrong in an expression, and at which character (from 0)."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(problem)
        self.offset = offset


class Source:
    """The text of an expression, and its tree.

    Raises:
        ExpressionError: it is too long, or not Python's idea of an expression.
    """

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise ExpressionError(f"longer than {LONGEST} characters", LONGEST)
        self.text = text.translate(_BLANK)
        self._indent = len(self.text) - len(self.text.lstrip())
        if "#" in text:
            raise ExpressionError(f"not understood here: expected {_PARTS}", text.index("#"))
        self.tree = self._parse()

    def _parse(self) -> ast.expr:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of `1if x`, say
                return ast.parse(self.text.strip(), mode="eval").body
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            column = (getattr(error, "offset", None) or 1) - 1
            offset = min(max(column, 0) + self._indent, len(self.text))
            raise ExpressionError(f"not an expression: expected {self._hint()}", offset) from None

    def _hint(self) -> str:
        if self.text.count("(") != self.text.count(")"):
            return f"{_FORM}, its brackets closed"
        return _FORM

    def error(self, node: ast.AST, problem: str = "") -> ExpressionError:
        """An error at a part, by default that it is not one of the language."""
        column = getattr(node, "col_offset", 0)  # in bytes
        offset = len(self.text.strip().encode()[:column].decode(errors="ignore"))
        problem = problem or f"not understood here: expected {_PARTS}"
        return ExpressionError(problem, offset + self._indent)

"""Comparing runs: tables, pictures and a page."""

from ..table import Table
from .comparison import Comparison, compare
from .read import LeftOut, Run
from .sections import Section

__all__ = ["Comparison", "LeftOut", "Run", "Section", "Table", "compare"]

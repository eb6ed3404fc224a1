"""Comparing runs: tables, pictures and a page."""

from .comparison import Comparison, compare
from .read import LeftOut, Run
from .sections import Section
from .table import Table

__all__ = ["Comparison", "LeftOut", "Run", "Section", "Table", "compare"]

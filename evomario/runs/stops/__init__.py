"""Stop rules: what ends a run, and what share of its budget is used."""

from .base import Rules, StopRule
from .budgets import BUDGETS
from .stagnation import Stagnation

__all__ = ["BUDGETS", "Rules", "Stagnation", "StopRule"]

"""Transfer: what was found on one level, tried and continued on others, beside a fresh start."""

from .found import found
from .plan import Source, Transfer, plan_transfer
from .tables import tables

__all__ = ["Source", "Transfer", "found", "plan_transfer", "tables"]

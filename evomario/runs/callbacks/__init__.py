"""Callbacks: what is told of a run while it lasts."""

from .base import Callback, Running
from .driving import Callbacks
from .early_stopping import EarlyStopping
from .history_csv import HistoryCsv

__all__ = ["Callback", "Callbacks", "EarlyStopping", "HistoryCsv", "Running"]

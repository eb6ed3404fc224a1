"""Contracts: the laws that a plug-in keeps, as tests that its author inherits.

A class that pytest finds derives from the contract of its kind and names what is registered; each
method is a law, and an AssertionError tells what breaks it. `evomario plugin check` runs them too,
see checking.py.
"""

from .algorithms import AlgorithmContract
from .callbacks import CallbackContract
from .evaluators import EvaluatorContract
from .learners import LearnerContract
from .measures import MeasureContract
from .metrics import MetricContract
from .observations import ObservationContract
from .operators import OperatorContract
from .policies import PolicyContract
from .stops import StopContract

__all__ = [
    "AlgorithmContract",
    "CallbackContract",
    "EvaluatorContract",
    "LearnerContract",
    "MeasureContract",
    "MetricContract",
    "ObservationContract",
    "OperatorContract",
    "PolicyContract",
    "StopContract",
]

"""Environments are optional: without Gymnasium none of these tests is collected."""

from importlib.util import find_spec

collect_ignore_glob = [] if find_spec("gymnasium") else ["test_*.py"]

"""Gradient methods are optional: without torch only what they say then is tested."""

from importlib.util import find_spec

NEEDED = "torch", "stable_baselines3", "gymnasium", "safetensors"
collect_ignore_glob = [] if all(map(find_spec, NEEDED)) else ["test_*.py"]

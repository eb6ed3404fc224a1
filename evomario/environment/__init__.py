"""Gymnasium environments on the compiled engine: a fast Mario, for whoever wants nothing else.

Importing this registers `evomario/SuperMarioBros-1-1-v0` and so on, for `gymnasium.make` and
`gymnasium.make_vec`.

Raises:
    ImportError: Gymnasium is not installed.
"""

try:
    import gymnasium  # noqa: F401
except ImportError:
    raise ImportError(
        "evomario.environment needs gymnasium, which is not installed: "
        "pip install 'evomario[environment]'"
    ) from None

from .batch import SavedMachine
from .registration import register
from .settings import EnvironmentSettings
from .single import MarioEnv
from .vector import MarioVectorEnv

register()

__all__ = ["EnvironmentSettings", "MarioEnv", "MarioVectorEnv", "SavedMachine", "register"]

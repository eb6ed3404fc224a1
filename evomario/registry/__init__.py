"""Names -> implementations, with parameters that a config can give.

Whoever implements something registers it under its kind and name. Its parameters, which it takes
as keyword-only arguments with types, bounds and defaults, are read from its signature; from here
comes a settings model of them, so that a config is checked before anything runs:

    @register("mutate", "swap")
    def swap(individual, *, indpb: Annotated[float, Field(ge=0, le=1)] = 0.1): ...

A settings model takes a choice as `Annotated[Chosen, Of("mutate")]`; `resolved` puts there the
models of all that is registered. What is built in registers itself in this way, and so do plug-ins,
see plugins.py.
"""

from .choices import build, choose, chosen, create, model, parameters, read, resolved
from .code import refused
from .describe import Description, Parameter, describe
from .entries import define, register
from .items import Chosen, Entry, Of, Plugin, Unfit
from .lookup import entry, kinds, names, registered
from .plugins import (
    PluginWarning,
    brought,
    given,
    installed,
    load_file,
    load_installed,
    plugin_of,
)

__all__ = [
    "Chosen", "Description", "Entry", "Of", "Parameter", "Plugin", "PluginWarning", "Unfit",
    "brought", "build", "choose", "chosen", "create", "define", "describe", "entry", "given",
    "installed", "kinds", "load_file", "load_installed", "model", "names", "parameters",
    "plugin_of", "read", "refused", "register", "registered", "resolved",
]  # fmt: skip

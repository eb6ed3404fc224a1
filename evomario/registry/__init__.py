"""Names -> implementations, with parameters that a config can give.

Whoever implements something registers it under its kind and name. Its parameters, which it takes
as keyword-only arguments with types, bounds and defaults, are read from its signature; from here
comes a settings model of them, so that a config is checked before anything runs:

    @register("mutate", "swap")
    def swap(individual, *, indpb: Annotated[float, Field(ge=0, le=1)] = 0.1): ...

A settings model takes a choice as `Annotated[Chosen, Of("mutate")]`; `resolved` puts there the
models of all that is registered.
"""

from .choices import build, choose, create, model, parameters, read, resolved
from .describe import Description, Parameter, describe
from .entries import Chosen, Entry, Of, Unfit, define, entry, kinds, names, register

__all__ = [
    "Chosen", "Description", "Entry", "Of", "Parameter", "Unfit", "build", "choose", "create",
    "define", "describe", "entry", "kinds", "model", "names", "parameters", "read", "register",
    "resolved",
]  # fmt: skip

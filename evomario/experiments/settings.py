"""What an experiment's YAML may say."""

from typing import Annotated, Any

from pydantic import Field

from evomario.config import Settings

NAME = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$"
_MOST = 10_000  # values of a key, seeds, methods

Values = Annotated[list[Any], Field(min_length=1, max_length=100)]
Seed = Annotated[int, Field(ge=0)]


class MethodSettings(Settings):
    """A config that takes part, or variations of one."""

    config: str = Field(description="a config's file or name, as of evomario run")
    name: str | None = Field(
        default=None, pattern=NAME, description="what its runs are called; default: by the config"
    )
    set: dict[str, Any] = Field(default={}, description="keys that are changed in it")
    grid: dict[str, Values] = Field(
        default={}, description="keys with a list of values each: every combination is a method"
    )


class ExperimentSettings(Settings):
    """An experiment: configs, repeated over levels and seeds on one budget."""

    name: str = Field(pattern=NAME)
    configs: tuple[str | MethodSettings, ...] = Field(min_length=1, max_length=_MOST)
    levels: tuple[str, ...] | None = Field(
        default=None, min_length=1,
        description="levels to train on, one a run, in place of each config's own",
    )  # fmt: skip
    seeds: Annotated[int, Field(ge=1, le=_MOST)] | tuple[Seed, ...] = Field(
        description="how many, from 0 on; or a list"
    )
    stop: dict[str, Any] = Field(description="when runs end, in place of each config's own")
    set: dict[str, Any] = Field(default={}, description="keys that are changed in every config")
    pictures: bool = Field(default=False, description="film every champion, draw every run")

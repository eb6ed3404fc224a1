"""Recipes: what it takes to read a run's config again in another process of one's own."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evomario import registry
from evomario.config import Node
from evomario.config.reader import compose
from evomario.mario import roms

if TYPE_CHECKING:
    from evomario.evaluation.task import Task

    from .settings import RunConfig


@dataclass(frozen=True)
class Recipe:
    """A config as text and paths, which a process that shares the files can follow.

    Attributes:
        config: the resolved config, as YAML.
        plugins: the files of plug-ins that were loaded.
        roms: the files that are played in place of the installed ROMs.
    """

    config: str
    plugins: tuple[str, ...]
    roms: tuple[str, ...]

    @classmethod
    def of(cls, node: Node) -> Recipe:
        """The recipe of a whole config, with the plug-ins and ROMs in use now."""
        plugins = (each.place for each in registry.given())
        return cls(node.dump(), tuple(plugins), tuple(str(p.resolve()) for p in roms.given_roms()))

    def __call__(self) -> Task:
        """Make the task; as `read`."""
        return self.read().task

    def read(self) -> RunConfig:
        """Read and check the config, with what it needs loaded.

        Raises:
            UserError: a file is not there any more, or not what it was.
        """
        from .settings import config_of  # which makes recipes

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # who made the recipe has been told
            for rom in self.roms:
                roms.use_rom(Path(rom))
            for plugin in self.plugins:
                registry.load_file(Path(plugin))
            return config_of(compose(self.config, "the run's config"))

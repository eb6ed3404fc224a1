"""Settings -> `neat.Config`, without an INI between them."""

import math
from typing import Any

import neat

from .genomes import DefaultGenome
from .settings import NeatSettings

#: What is the same as another word, and said at length on stderr by each new genome where there are
#: hidden nodes.
_UNAMBIGUOUS = {
    "fs_neat": "fs_neat_nohidden",
    "full": "full_nodirect",
    "partial": "partial_nodirect",
}


def neat_config(settings: NeatSettings, inputs: int, outputs: int) -> neat.Config:
    """The configuration that neat-python would read from an INI of the same values.

    Args:
        settings: the `algorithm:` part of a config.
        inputs: of the networks.
        outputs: of the networks.
    """
    genome = {**_written(settings.genome), "num_inputs": str(inputs), "num_outputs": str(outputs)}
    kind, *fraction = genome["initial_connection"].split()
    if genome["num_hidden"] != "0":
        genome["initial_connection"] = " ".join([_UNAMBIGUOUS.get(kind, kind), *fraction])
    config = neat.Config.__new__(neat.Config)
    config.genome_type, config.genome_config = DefaultGenome, DefaultGenome.parse_config(genome)
    for kind, part, group in (
        (neat.DefaultSpeciesSet, "species_set", settings.species),
        (neat.DefaultStagnation, "stagnation", settings.stagnation),
        (neat.DefaultReproduction, "reproduction", settings.reproduction),
    ):
        setattr(config, f"{part}_type", kind)
        setattr(config, f"{part}_config", kind.parse_config(_written(group)))
    _fill(config, settings)
    return config


def _fill(config: neat.Config, settings: NeatSettings) -> None:
    """Set what stands in the INI's section NEAT."""
    threshold = settings.fitness_threshold
    config.pop_size = settings.population
    config.fitness_criterion = settings.fitness_criterion
    config.fitness_threshold = math.inf if threshold is None else threshold
    config.reset_on_extinction = settings.reset_on_extinction
    config.no_fitness_termination = settings.no_fitness_termination
    config.seed = None  # randomness is the run's
    config.config_information = None


def _written(group: Any) -> dict[str, str]:
    """A group's values as an INI has them: all text."""
    return {key: _text(getattr(group, key)) for key in type(group).model_fields}


def _text(value: Any) -> str:
    return " ".join(value) if isinstance(value, tuple) else str(value)

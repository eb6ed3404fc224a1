"""NEAT on neat-python: its configuration in YAML, its species and genomes behind ask and tell."""

from .algorithm import Neat
from .config import neat_config
from .files import genome_state, load_genome
from .genomes import DefaultGenome, genome_bytes
from .ini import with_ini
from .settings import NeatSettings

__all__ = [
    "DefaultGenome",
    "Neat",
    "NeatSettings",
    "genome_bytes",
    "genome_state",
    "load_genome",
    "neat_config",
    "with_ini",
]

"""Evolve Mario: evolutionary algorithms on Super Mario Bros. from one YAML file."""

__version__ = "0.1.0"

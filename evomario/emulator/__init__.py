"""The machine: a NES with an NROM cartridge, compiled. It knows nothing of any game."""

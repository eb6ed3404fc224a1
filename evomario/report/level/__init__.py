"""A level as one picture, and what everybody did in it."""

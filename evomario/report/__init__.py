"""What a person sees of a run: films, plots, words."""

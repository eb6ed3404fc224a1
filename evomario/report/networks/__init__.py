"""Networks as a person sees them: drawn, and at work beside the game."""

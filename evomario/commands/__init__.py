"""The commands that tell of configs and of what there is to put into them."""

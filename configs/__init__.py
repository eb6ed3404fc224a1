"""The configs that come with the package, installed as `evomario.configs`."""

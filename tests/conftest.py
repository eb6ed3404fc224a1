"""What holds for all tests: examples have no deadline, since machines are busy at times."""

from hypothesis import settings

settings.register_profile("evomario", deadline=None)
settings.load_profile("evomario")

"""`python -m evomario`."""

from evomario.cli import main

main()

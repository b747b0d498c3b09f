"""Runs the command line as `python -m culture3d`."""

from culture3d.cli import main

main()

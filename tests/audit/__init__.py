"""Measures every page of the built site with tools that nobody here wrote: `make audit`.

One module per gate, each with `run`, which gives what it found, and `FAULTS`, which it must find when planted.
"""

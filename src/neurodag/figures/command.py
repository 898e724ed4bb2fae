"""`neurodag redraw`."""

import argparse

from neurodag.figures.redraw import redraw
from neurodag.figures.save import BESIDE


def draw_again(options: argparse.Namespace) -> int:
    """Draw a figure again from its NetCDF, and print what was written; the exit status."""
    beside = [options.file.with_suffix(f".{kind}") for kind in BESIDE]
    outputs = options.output or beside
    redraw(options.file, outputs)
    print("\n".join(map(str, outputs)))
    return 0

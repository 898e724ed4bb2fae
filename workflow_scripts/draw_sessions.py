"""Draw the scores of every session under two masking schemes (MtM paper, Figures 2C, 3, 6, 8)."""

from neurodag.command import run
from neurodag.figures.scatter import draw_scatter, scatter_arrays
from neurodag.figures.script import draw_schemes


def main() -> None:
    draw_schemes(__doc__, scatter_arrays, draw_scatter)


if __name__ == "__main__":
    run(main)

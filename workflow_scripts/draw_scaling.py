"""Draw scores against the number of pretraining sessions (MtM paper, Figures 4 and 9)."""

from neurodag.command import run
from neurodag.figures.scaling import draw_scaling, scaling_arrays
from neurodag.figures.script import draw_schemes


def main() -> None:
    draw_schemes(__doc__, scaling_arrays, draw_scaling)


if __name__ == "__main__":
    run(main)

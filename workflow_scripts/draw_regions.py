"""Draw behaviour decoded from single regions under two schemes (MtM paper, Figure 5)."""

from neurodag.command import run
from neurodag.figures.regions import draw_regions, regions_arrays
from neurodag.figures.script import draw_schemes


def main() -> None:
    draw_schemes(__doc__, regions_arrays, draw_regions)


if __name__ == "__main__":
    run(main)

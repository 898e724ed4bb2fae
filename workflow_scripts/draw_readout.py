"""Draw where units read the image, by where they lie in the cortex (V1T paper, Figure A.6)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.save import save_figure
from neurodag.figures.vision.readout import draw_readout, readout_arrays
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--map", type=Path, required=True, help="places of a session's units")
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    arrays = readout_arrays(load_netcdf(arguments.map))
    save_figure(draw_readout, arrays, arguments.output.with_suffix(""), record(arguments))


if __name__ == "__main__":
    run(main)

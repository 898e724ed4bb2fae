"""Draw which tokens decide whether units will be active, by stimulus (Figure A-8)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.figures.forecast.attention import draw_forecast_attention, forecast_attention_arrays
from neurodag.figures.save import save_figure
from neurodag.files import load_netcdf
from neurodag.lineage.record import record


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--maps", type=Path, nargs="+", required=True, help="attention maps, one for each run"
    )
    options.add_argument(
        "--output", type=Path, required=True, help="PDF; a PNG and NetCDF beside it"
    )
    arguments = options.parse_args()

    arrays = forecast_attention_arrays([load_netcdf(path) for path in arguments.maps])
    save_figure(
        draw_forecast_attention, arrays, arguments.output.with_suffix(""), record(arguments)
    )


if __name__ == "__main__":
    run(main)

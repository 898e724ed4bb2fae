"""Average the predictions of the best of several networks (V1T paper, section 5)."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.evaluation.vision.ensemble import average, best_seeds
from neurodag.files import load_netcdf
from neurodag.lineage.record import save_result


def main() -> None:
    options = parser(__doc__)
    options.add_argument(
        "--predictions", type=Path, nargs="+", required=True, help="for one session, of each seed"
    )
    options.add_argument(
        "--evaluations", type=Path, nargs="+", required=True, help="of all sessions and seeds"
    )
    options.add_argument("--best", type=int, default=5, help="networks that are averaged")
    options.add_argument("--average", choices=("outputs", "drives"), default="outputs")
    options.add_argument("--output", type=Path, required=True, help="predictions to write")
    arguments = options.parse_args()

    chosen = best_seeds((load_netcdf(path) for path in arguments.evaluations), arguments.best)
    members = [load_netcdf(path) for path in arguments.predictions]
    ensemble = average(members, chosen, arguments.average)
    save_result(ensemble, arguments)
    print(f"seeds {', '.join(map(str, chosen))} of {len(members)}")


if __name__ == "__main__":
    run(main)

"""Simulate a session of spikes, and keep the rates that it was drawn from."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.config import SpikeSimulation
from neurodag.sessions import save_session
from neurodag.simulate import save_truth, simulate_spikes


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--session-id", required=True)
    options.add_argument("--settings", type=SpikeSimulation.model_validate_json, required=True)
    options.add_argument("--session", type=Path, required=True, help="session file to write")
    options.add_argument("--truth", type=Path, required=True, help="file of true rates to write")
    arguments = options.parse_args()

    session, truth = simulate_spikes(arguments.settings, arguments.session_id)
    save_truth(truth, arguments.truth)
    save_session(session, arguments.session)
    trials, bins, units = session["spike_count"].shape
    print(f"{arguments.session_id}: {trials} trials of {bins} bins, {units} units")


if __name__ == "__main__":
    run(main)

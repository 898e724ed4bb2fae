"""Simulate a recording in the files of the IBL archive, and keep what it was made of."""

from neurodag.command import run
from neurodag.config.archives.ibl import IBLTwin
from neurodag.simulate.command import make_twin
from neurodag.simulate.ibl import simulate_ibl


def main() -> None:
    truth = make_twin(__doc__, IBLTwin, simulate_ibl)
    trials, bins, units = truth["rate_hz"].shape
    print(f"{trials} trials of {bins} bins, {units} units")


if __name__ == "__main__":
    run(main)

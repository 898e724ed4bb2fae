"""Simulate a scan in the files of Sensorium 2022 or Franke 2022, and keep its truth."""

from neurodag.command import run
from neurodag.config.archives.sensorium import SensoriumTwin
from neurodag.simulate.command import make_twin
from neurodag.simulate.sensorium import simulate_sensorium


def main() -> None:
    truth = make_twin(__doc__, SensoriumTwin, simulate_sensorium)
    print(
        f"{truth.sizes['trial']} trials, {truth.sizes['unit']} units; single-trial correlation at "
        f"most {truth['single_trial_correlation'].mean():.3f}"
    )


if __name__ == "__main__":
    run(main)

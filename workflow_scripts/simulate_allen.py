"""Simulate an experiment in the files of the Allen Brain Observatory, and keep its truth."""

from neurodag.command import run
from neurodag.config.archives.allen import AllenTwin
from neurodag.simulate.allen import simulate_allen
from neurodag.simulate.command import make_twin


def main() -> None:
    truth = make_twin(__doc__, AllenTwin, simulate_allen)
    for stimulus, share in zip(
        truth["shown_stimulus"].values, truth["active_fraction"].values, strict=True
    ):
        shown = int((truth["stimulus"] == stimulus).sum())
        print(f"{shown} presentations of {stimulus}, {share:.1%} active")


if __name__ == "__main__":
    run(main)

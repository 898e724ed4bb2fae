"""The options of `neurodag plan`. Imports nothing that is slow."""

import argparse
from typing import NamedTuple

from neurodag.cli.workflow import add_options

SHARE = 0.4
"""Share of the matrix-multiply rate that training is taken to reach, cautiously."""


class Assumed(NamedTuple):
    """Sizes of a session that nothing tells yet; the help says where the defaults are from."""

    trials: int = 603
    units: int = 676


def add_plan_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("paper", metavar="PAPER", help="whose runs: mtm")
    add_options(command)
    default = Assumed()
    command.add_argument(
        "--trials",
        type=int,
        default=default.trials,
        metavar="N",
        help="trials of a session whose file is not there (default: %(default)s, the mean over the "
        "40 sessions whose trials the authors of MtM list beside their code)",
    )
    command.add_argument(
        "--units",
        type=int,
        default=default.units,
        metavar="N",
        help="its units (default: %(default)s, the mean of the MtM paper)",
    )
    speed = command.add_mutually_exclusive_group()
    speed.add_argument(
        "--rate",
        type=float,
        metavar="TFLOPS",
        help="what training sustains on your GPU, in TFLOP/s (default: what large matrix products "
        "reach here, measured in a second, times --share)",
    )
    speed.add_argument(
        "--share",
        type=float,
        default=SHARE,
        help="share of that rate which training reaches (default: %(default)s; `make bench` "
        "measures it)",
    )
    command.add_argument("--json", action="store_true", help="as JSON, for programs")

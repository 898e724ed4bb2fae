"""The options of `neurodag plan`. Imports nothing that is slow."""

import argparse
from typing import NamedTuple

from neurodag.cli.workflow import add_options

SHARE = 0.4
"""Share of the matrix-multiply rate that training is taken to reach, cautiously."""


class Assumed(NamedTuple):
    """What nothing tells yet; the help says where the defaults are from."""

    trials: int
    """Of a session."""
    units: int
    epochs: int | None = None
    """Of a run that may end early; None: the most that it may take."""


DEFAULTS = {
    "mtm": Assumed(trials=603, units=676),
    "v1t": Assumed(trials=6000, units=8000),
    "quantformer": Assumed(trials=6000, units=241),
}
"""For each paper."""


def add_plan_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("paper", metavar="PAPER", help=f"whose runs: {' or '.join(DEFAULTS)}")
    add_options(command)
    command.add_argument(
        "--trials",
        type=int,
        metavar="N",
        help="trials of a session whose file is not there (default: for mtm "
        f"{DEFAULTS['mtm'].trials}, the mean over the 40 sessions whose trials the authors of MtM "
        f"list beside their code; for v1t {DEFAULTS['v1t'].trials}, which scans of Sensorium 2022 "
        "have at most; those of the V1T paper are known; for quantformer "
        f"{DEFAULTS['quantformer'].trials} of each stimulus, if it is none of the Allen Brain "
        "Observatory, whose stimuli are known)",
    )
    command.add_argument(
        "--units",
        type=int,
        metavar="N",
        help=f"its units (default: for mtm {DEFAULTS['mtm'].units}, the mean of the MtM paper; for "
        f"v1t {DEFAULTS['v1t'].units}; for quantformer {DEFAULTS['quantformer'].units}, the mean "
        "of the QuantFormer paper)",
    )
    command.add_argument(
        "--epochs",
        type=int,
        metavar="N",
        help="epochs after which runs are expected to end that end when they improve no more, as "
        "those of v1t do (default: the most that the settings allow; those of the V1T paper "
        "converged within 200)",
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

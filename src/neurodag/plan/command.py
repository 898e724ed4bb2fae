"""`neurodag plan`."""

import argparse
import json
from collections.abc import Callable, Mapping
from typing import Any

from neurodag.cli.workflow import workflow_config
from neurodag.config import Config
from neurodag.errors import ConfigError
from neurodag.plan.mtm import plan_mtm
from neurodag.plan.notes import notes
from neurodag.plan.options import DEFAULTS, Assumed
from neurodag.plan.planned import Plan, Precision
from neurodag.plan.quantformer import plan_quantformer
from neurodag.plan.rate import Rate, given_rate, measured_rates
from neurodag.plan.table import table
from neurodag.plan.v1t import plan_v1t

PAPERS: dict[str, Callable[[Config, Assumed], Plan]] = {
    "mtm": plan_mtm,
    "v1t": plan_v1t,
    "quantformer": plan_quantformer,
}
"""How the runs of a paper are planned."""
SUMMED = (
    *("runs", "done", "steps", "training_flops", "validation_flops", "left_flops"),
    *("hours", "hours_left"),
)
"""Numbers of a kind of run that add up to those of all."""


def show_plan(options: argparse.Namespace) -> int:
    """Print the plan of a paper; the exit status is 0."""
    check(options)
    default = DEFAULTS[options.paper]
    assumed = Assumed(
        options.trials or default.trials, options.units or default.units, options.epochs
    )
    plan = PAPERS[options.paper](workflow_config(options), assumed)
    if options.epochs and not plan.ends_early:
        raise ConfigError(
            f"--epochs means nothing for {options.paper}, whose runs take all epochs of their "
            "settings; leave it out."
        )
    rates = rates_of(plan, options)
    if options.json:
        print(as_json(options.paper, plan, rates, assumed))
    elif plan.runs:
        print(as_text(plan, rates, assumed))
    else:
        print(
            f"The settings ask for no run of {options.paper}: no study has a session. If "
            "recordings lie elsewhere, name the folder with --config data=FOLDER."
        )
    return 0


def check(options: argparse.Namespace) -> None:
    """Raises ConfigError for an unknown paper, and for numbers that cannot be."""
    if options.paper not in PAPERS:
        raise ConfigError(
            f"Runs of {options.paper} cannot be planned; the papers are {', '.join(PAPERS)}."
        )
    for name in ("trials", "units", "epochs"):
        if (value := getattr(options, name)) is not None and value < 1:
            raise ConfigError(f"--{name} is {value}; give 1 or more.")
    if options.rate is not None and not 0 < options.rate < float("inf"):
        raise ConfigError(f"--rate is {options.rate}; give TFLOP/s above 0.")
    if not 0 < options.share <= 1:
        raise ConfigError(f"--share is {options.share}; give a number above 0, at most 1.")


def rates_of(plan: Plan, options: argparse.Namespace) -> dict[Precision, Rate]:
    """The rate of each precision that a run is trained in."""
    precisions = list(dict.fromkeys(kind.precision for kind in plan.kinds))
    if options.rate is not None:
        return dict.fromkeys(precisions, given_rate(options.rate))
    return measured_rates(precisions, options.share)


def as_text(plan: Plan, rates: Mapping[Precision, Rate], assumed: Assumed) -> str:
    """The table, and what it rests on."""
    on_gpu = all(rate.gpu for rate in rates.values())
    lines = table(plan.kinds, rates, "GPU-hours" if on_gpu else "hours")
    return f"{lines}\n\n{notes(plan, rates, assumed)}"


def as_json(paper: str, plan: Plan, rates: Mapping[Precision, Rate], assumed: Assumed) -> str:
    """The numbers of the table, not rounded, and those that they rest on."""
    kinds: list[dict[str, Any]] = []
    for kind, planned in plan.kinds.items():
        rate = rates[kind.precision]
        kinds.append(
            {
                **kind._asdict(),
                **vars(planned),
                "hours": rate.hours(planned.flops),
                "hours_left": rate.hours(planned.left_flops),
            }
        )
    content = {
        "paper": paper,
        "kinds": kinds,
        "total": {name: sum(kind[name] for kind in kinds) for name in SUMMED},
        "sessions": plan.sessions,
        "sessions_published": plan.published,
        "sessions_assumed": plan.assumed,
        "assumed": assumed._asdict(),
        "rates": {precision: vars(rate) for precision, rate in rates.items()},
    }
    return json.dumps(content, indent=1)

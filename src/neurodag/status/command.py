"""`neurodag status`."""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict

from neurodag import layout
from neurodag.cli.workflow import workflow_config
from neurodag.config import Config
from neurodag.status.look import RunStatus
from neurodag.status.survey import survey
from neurodag.status.table import failures, summary, table


def show_status(options: argparse.Namespace) -> int:
    """Print what was asked for; the exit status is 0, whatever the states of the runs."""
    config = workflow_config(options)
    runs = survey(config)
    shown = [run for run in runs if options.state is None or run.state in options.state]
    print(as_json(shown) if options.json else as_text(config, runs, shown))
    return 0


def as_json(runs: Sequence[RunStatus]) -> str:
    """An object a run, in a list."""
    objects = []
    for status in runs:
        fields = asdict(status)
        objects.append({**fields.pop("run")._asdict(), **fields})
    return json.dumps(objects, indent=1)


def as_text(config: Config, runs: Sequence[RunStatus], shown: Sequence[RunStatus]) -> str:
    """The runs `shown` in a table, why some failed, and a summary of all `runs`."""
    if not runs:
        return (
            f"The settings ask for no run: no study of the dataset {config.mtm.dataset} has a "
            "session. If its recordings lie elsewhere, name the folder with --config data=FOLDER."
        )
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else None
    logs = f"Logs: {config.results}/{layout.RUN.log}"
    parts = [table(shown, width) if shown else "", failures(shown), f"{summary(runs)}\n{logs}"]
    return "\n\n".join(part for part in parts if part)

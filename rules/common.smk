# What all rules share: the checked settings, where things lie, how a job is started.

import sys
from pathlib import Path
from shlex import quote
from typing import get_args

from snakemake.exceptions import WorkflowError

SOURCE = str(Path(workflow.basedir) / "src")
sys.path.insert(0, SOURCE)

from neurodag import layout
from neurodag.command import use_this_python
from neurodag.config import (
    Reference,
    Run,
    Scheme,
    check_region,
    find_session_files,
    load_config,
)
from neurodag.errors import NeurodagError
from neurodag.provenance.fingerprint import fingerprint

use_this_python(SOURCE)


def check_region_of_rasters(study, sessions):
    """Raises ConfigError if the first session has no units in the region that is to be drawn."""
    name = CONFIG.mtm.dataset
    check_region(study.region, CONFIG.datasets[name], RECORDINGS[name].get(sessions[0]))


try:
    CONFIG = load_config(config)
    RECORDINGS = {
        name: find_session_files(dataset, CONFIG.data) for name, dataset in CONFIG.datasets.items()
    }
    STUDIES = {
        name: (study, CONFIG.study_sessions(study, RECORDINGS[CONFIG.mtm.dataset]))
        for name, study in CONFIG.mtm.studies
        if study
    }
    if "rasters" in STUDIES:
        check_region_of_rasters(*STUDIES["rasters"])
except NeurodagError as error:
    raise WorkflowError(str(error))

RESULTS = CONFIG.results
PAGE = f"{RESULTS}/README.md"
LOGS = f"{RESULTS}/{layout.LOGS}"
ENVIRONMENT = f"{workflow.basedir}/envs/neurodag.yaml"


def code(script):
    """Fingerprint of the code that a script uses: its jobs run again when that code changes."""
    try:
        return fingerprint(
            Path(workflow.basedir) / "workflow_scripts" / f"{script}.py", Path(SOURCE)
        )
    except NeurodagError as error:
        raise WorkflowError(str(error))


def option(name, value):
    """An option of a script, or nothing where it has no value."""
    return f"{name} {quote(str(value))}" if value else ""


def figure_files(stem):
    """The files of a figure: for print, for the screen, and the arrays that it shows."""
    return {suffix: f"{stem}.{suffix}" for suffix in ("pdf", "png", "nc")}


wildcard_constraints:
    dataset="[^/]+",
    session="[^/]+",
    scheme="|".join(get_args(Scheme)),
    reference="|".join(get_args(Reference)),
    ratio=r"0\.[0-9]+",
    seed="[0-9]+",

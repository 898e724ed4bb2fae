# What all rules share: the checked settings, where things lie, how a job is started.

import sys
from pathlib import Path
from shlex import quote
from typing import get_args

from snakemake.exceptions import WorkflowError

SOURCE = str(Path(workflow.basedir) / "src")
sys.path.insert(0, SOURCE)

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

try:
    CONFIG = load_config(config)
    DATASET = CONFIG.datasets[CONFIG.mtm.dataset]
    RECORDINGS = find_session_files(DATASET, CONFIG.data)
    STUDIES = {
        name: (study, CONFIG.study_sessions(study, RECORDINGS))
        for name, study in CONFIG.mtm.studies
        if study
    }
    if "rasters" in STUDIES:
        rasters, sessions = STUDIES["rasters"]
        check_region(rasters.region, DATASET, RECORDINGS.get(sessions[0]))
except NeurodagError as error:
    raise WorkflowError(str(error))

RESULTS = CONFIG.results
PAGE = f"{RESULTS}/README.md"
LOGS = f"{RESULTS}/logs"
ENVIRONMENT = f"{workflow.basedir}/envs/neurodag.yaml"
SESSION = f"{RESULTS}/sessions/{{session}}.nc"
SIMULATED = f"{RESULTS}/simulated/{{session}}.nc"
TRUTH = f"{RESULTS}/simulated/{{session}}.truth.nc"


def recording(wildcards):
    """The file that a session is prepared from."""
    known = DATASET.session_ids(RECORDINGS)
    if wildcards.session not in known:
        raise WorkflowError(DATASET.unknown(wildcards.session, known))
    if DATASET.source == "simulation":
        return SIMULATED.format(session=wildcards.session)
    if wildcards.session not in RECORDINGS and not workflow.dryrun:
        folder = Path(CONFIG.data) / DATASET.folder
        raise WorkflowError(
            f"There is no file {wildcards.session}.nc in {folder} or its subfolders. Put the session "
            "file there (docs/session-file.md), or name the folder that holds it with "
            "--config data=FOLDER."
        )
    # A dry run plans the jobs of recordings that are still to come, too.
    return RECORDINGS.get(wildcards.session, [])


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
    session="[^/]+",
    scheme="|".join(get_args(Scheme)),
    reference="|".join(get_args(Reference)),
    ratio=r"0\.[0-9]+",
    seed="[0-9]+",

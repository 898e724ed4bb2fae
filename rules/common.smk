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
from neurodag.config.networks import MODELS
from neurodag.errors import NeurodagError
from neurodag.forecast_runs import by_subject
from neurodag.labels import PAPERS
from neurodag.pretraining import draw_sessions, many_sessions
from neurodag.provenance.fingerprint import fingerprint
from neurodag.report.titles import title_of
from neurodag.runs import studies_of
from neurodag.vision_runs import vision_runs

use_this_python(SOURCE)


def check_region_of_rasters(wanted, sessions):
    """Raises ConfigError if the first session has no units in the region that is to be drawn."""
    name = CONFIG.mtm.dataset
    check_region(wanted.study.region, CONFIG.datasets[name], RECORDINGS[name].get(sessions[0]))


def sessions_of_many(study):
    """Sessions to pretrain on, by their number, and those to fine-tune on."""
    dataset, found = CONFIG.datasets[CONFIG.mtm.dataset], RECORDINGS[CONFIG.mtm.dataset]
    candidates = dataset.resolve(study.pretraining, found)
    drawn = {count: draw_sessions(candidates, count, study.draw) for count in study.counts}
    return drawn, dataset.resolve(study.held_out, found)


def sessions_of_search(search):
    """Sessions that the variants of the search are trained on."""
    return CONFIG.study_sessions(search, RECORDINGS[CONFIG.mtm.dataset]) if search else ()


def sessions_of_cohorts(v1t):
    """The sessions of every cohort, by its name."""
    cohorts = v1t.cohorts if v1t else {}
    return {
        name: CONFIG.cohort_sessions(cohort, RECORDINGS[cohort.dataset])
        for name, cohort in cohorts.items()
    }


def sessions_of_stimuli(quantformer):
    """The session of each subject, for every stimulus."""
    if quantformer is None:
        return {}
    dataset, found = CONFIG.datasets[quantformer.dataset], RECORDINGS[quantformer.dataset]
    return by_subject(
        {
            stimulus: dataset.resolve(sessions, found)
            for stimulus, sessions in quantformer.shown.items()
        },
        quantformer.subjects,
    )


try:
    CONFIG = load_config(config)
    RECORDINGS = {
        name: find_session_files(dataset, CONFIG.data) for name, dataset in CONFIG.datasets.items()
    }
    STUDIES = {
        name: (wanted, CONFIG.study_sessions(wanted.study, RECORDINGS[CONFIG.mtm.dataset]))
        for name, wanted in studies_of(CONFIG.mtm).items()
    }
    SEARCHED = sessions_of_search(CONFIG.mtm.search)
    if "rasters" in STUDIES:
        check_region_of_rasters(*STUDIES["rasters"])
    MANY_SESSIONS = {
        architecture: (study, *sessions_of_many(study))
        for architecture, study in many_sessions(CONFIG.mtm).items()
    }
    COHORTS = sessions_of_cohorts(CONFIG.v1t)
    VISION_RUNS = vision_runs(CONFIG.v1t, COHORTS) if CONFIG.v1t else {}
    SHOWN = sessions_of_stimuli(CONFIG.quantformer)
except NeurodagError as error:
    raise WorkflowError(str(error))

RESULTS = CONFIG.results
PAGE = f"{RESULTS}/report.html"
PAGE_SO_FAR = f"{RESULTS}/report-so-far.html"
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
    files = {suffix: f"{stem}.{suffix}" for suffix in ("pdf", "png", "nc")}
    if "/figures/" in stem:  # not the training curves of every run
        files["png"] = shown_in_report(files["png"])
    return files


def table_files(stem):
    """The files of a table: tidy, and for people."""
    return {"csv": f"{stem}.csv", "markdown": shown_in_report(f"{stem}.md")}


def shown_in_report(path):
    """What Snakemake's own report (`snakemake --report`) shows."""
    return report(
        path,
        caption="captions/part.rst",
        category=lambda wildcards, output: PAPERS[part_of_output(output).parents[1].name],
        subcategory=lambda wildcards, output: part_of_output(output).parent.name.capitalize(),
        labels=lambda wildcards, output: {"name": title_of(part_of_output(output).stem)},
    )


def part_of_output(output):
    """The table or figure itself, of the files that a job makes."""
    return next(Path(path) for path in output if path.endswith((".md", ".png")))


wildcard_constraints:
    dataset="[^/]+",
    session="[^/]+",
    scheme="|".join(get_args(Scheme)),
    reference="|".join(get_args(Reference)),
    ratio=r"0\.[0-9]+",
    seed="[0-9]+",
    architecture="|".join(MODELS),
    number="[0-9]+",
    variant="[^/]+",
    cohort="[^/]+",
    origin="[^/]+",
    network="[^/]+",
    samples="all|[0-9]+",
    scope="[^/]+",
    tuning="[^/]+",
    task="activation|codes|signals",
    stimulus="[^/]+",
    subject="[^/]+",
    competitor="[^/]+",

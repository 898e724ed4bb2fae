# What the pages with the results are made from.

from neurodag.report.titles import caption_of_part
from neurodag.status.survey import wanted_runs

ALL_OUTPUTS = mtm_outputs() + v1t_outputs() + quantformer_outputs()
PARTS = [
    path.replace(".pdf", ".png")
    for path in ALL_OUTPUTS
    if path.endswith(".md") or "/figures/" in path
]
"""The tables and figures that a page shows."""
config["captions"] = {path: caption_of_part(Path(path)) for path in PARTS}  # for captions/part.rst
PUBLISHED = sorted(str(path) for path in Path("published").glob("*.csv"))
FOUND = {name: [*recordings] for name, recordings in RECORDINGS.items()}
WRITE_REPORT = (
    "python workflow_scripts/report.py --settings {params.settings:q}"
    " --found {params.found:q} --papers config.yaml"
    " --sessions {params.sessions:q} --parts {params.parts:q} --published {params.published:q}"
    " --output {params.page:q} > {log} 2>&1"
)
"""For a page of all, and for one of what is there."""


def report_of(page):
    """What the command takes."""
    return {
        "settings": CONFIG.model_dump_json(exclude={"results", "data"}),
        "found": json.dumps(FOUND),
        "sessions": sessions_of_page(),
        "parts": PARTS,
        "published": PUBLISHED,
        "page": page,
    }


def histories():
    """How every training run went."""
    return [
        f"{RESULTS}/{run.path(run.place.folder)}/history.nc" for run in wanted_runs(CONFIG, FOUND)
    ]


def sessions_of_page():
    """The sessions of all studies."""
    spikes = {id for _, ids in STUDIES.values() for id in ids} | set(SEARCHED)
    for _, _, held_out in MANY_SESSIONS.values():
        spikes |= set(held_out)
    cohorts = {run.cohort for runs in VISION_RUNS.values() for run in runs}
    if "reliability" in VISION_RUNS:
        cohorts |= {*V1T.studies.reliability.cohorts}
    images = {image_session(id) for cohort in cohorts for id in animals(cohort)}
    calcium = {calcium_session(session) for by in SHOWN.values() for session in by.values()}
    return expand(MTM_SESSION, session=sorted(spikes)) + sorted(images) + sorted(calcium)


def settings_of_page():
    """The settings of the networks, as JSON."""
    of_networks = {"seeds", "model", "masking", "training", "ndt1_stitch", "ndt2"}
    settings = {"mtm": MTM.model_dump(mode="json", include=of_networks)}
    if MTM.search:
        settings["mtm"]["search"] = MTM.search.model_dump(mode="json", exclude_none=True)
    if V1T:
        trained = {run.network for runs in VISION_RUNS.values() for run in runs}
        networks = {name: V1T.networks[name].model_dump(mode="json") for name in sorted(trained)}
        settings["v1t"] = {"seed": V1T.seed, "networks": networks}
    if QUANTFORMER:
        of_networks = {"windows", "networks", "tunings", "competitors", "seeds"}
        settings["quantformer"] = QUANTFORMER.model_dump(mode="json", include=of_networks)
    return json.dumps(settings)

# The studies of V1T: which networks, tables and figures they need.

import json

from neurodag.config.vision import AttentionMaps, VisionReference, VisionRun
from neurodag.vision_runs import (
    ALL,
    WITHOUT,
    TransferId,
    VisionRunId,
    ensemble,
    members,
    named_cohort,
)

V1T = CONFIG.v1t
VISION = f"{RESULTS}/v1t"
VISION_RUN = f"{RESULTS}/{layout.VISION_RUN.folder}"
VISION_LOG = f"{layout.VISION_RUN.name}.log"
VISION_ORIGIN = VISION_RUN.replace("{cohort}", "{origin}").replace("{samples}", ALL)
VISION_STATE = f"{RESULTS}/{layout.VISION_RUN.state}"
TRANSFER = f"{RESULTS}/{layout.TRANSFER.folder}"
TRANSFER_LOG = f"{layout.TRANSFER.name}.log"
TRANSFER_STATE = f"{RESULTS}/{layout.TRANSFER.state}"
ENSEMBLE = f"{RESULTS}/{layout.ENSEMBLE}"
V1T_TABLES = f"{VISION}/tables"
V1T_FIGURES = f"{VISION}/figures"


def v1t():
    """The experiments of V1T."""
    if V1T is None:
        raise WorkflowError("`v1t` is null; lay an overlay with its experiments on top.")
    return V1T


def image_session(session):
    """The file of a session, which a cohort tells the dataset of."""
    for name, cohort in v1t().cohorts.items():
        if session in COHORTS[name]:
            return SESSION.format(dataset=cohort.dataset, session=session)
    raise WorkflowError(
        f"No cohort of `v1t.cohorts` has the session {session}; they have "
        f"{', '.join(sorted({id for ids in COHORTS.values() for id in ids}))}."
    )


def image_session_of(wildcards):
    return image_session(wildcards.session)


def animals(cohort):
    """The sessions of a cohort, or of a part of one."""
    try:
        return members(cohort, COHORTS)
    except KeyError:
        raise WorkflowError(
            f"{cohort} is no cohort of `v1t.cohorts`; these are {', '.join(COHORTS)}, of which "
            "NAME.only.SESSION and NAME.without.SESSION are parts."
        )


def sessions_of_cohort(wildcards):
    return [image_session(session) for session in animals(wildcards.cohort)]


def settings_of_vision(wildcards):
    """What a network depends on, besides its sessions and seed."""
    networks = v1t().networks
    if wildcards.network not in networks:
        raise WorkflowError(
            f"`v1t.networks` has no {wildcards.network}; it has {', '.join(networks)}."
        )
    trained = networks[wildcards.network]
    samples = wildcards.get("samples", ALL)
    return VisionRun(
        network=trained.network,
        training=trained.training,
        samples=None if samples == ALL else int(samples),
    ).model_dump_json()


def gray(wildcards):
    """The option that makes pictures grey."""
    return "--gray" if v1t().cohorts[named_cohort(wildcards.cohort)].gray else ""


def of_runs(runs, kind):
    """A file of every session of every network: its evaluation, say."""
    return [
        f"{folder_of(run)}/{kind}/{session}.nc" for run in runs for session in animals(run.cohort)
    ]


def folder_of(run):
    return run.path(TRANSFER if isinstance(run, TransferId) else VISION_RUN)


def ensembles(cohort):
    """Evaluations of every ensemble on a cohort."""
    study = V1T.studies.ensembles
    if study is None or cohort not in study.cohorts:
        return []
    return [
        f"{ENSEMBLE.format(cohort=cohort, network=network)}/evaluations/{session}.nc"
        for network in study.networks
        for session in COHORTS[cohort]
    ]


def members_of_ensemble(wildcards, kind, sessions):
    """A file of every network that an ensemble may choose."""
    runs = ensemble(V1T.studies.ensembles, wildcards.cohort, wildcards.network, V1T.seed)
    return [f"{run.path(VISION_RUN)}/{kind}/{session}.nc" for run in runs for session in sessions]


def vision_references(cohort, references):
    """Evaluations of models without training."""
    return [
        f"{VISION}/references/{reference}/evaluations/{session}.nc"
        for reference in references
        for session in COHORTS[cohort]
    ]


def reliability_evaluations():
    """Evaluations of every session, for what they say whatever the model."""
    cohorts, first = v1t().studies.reliability.cohorts, V1T.evaluation.references[:1]
    return [path for cohort in cohorts for path in vision_references(cohort, first)]


def performance(study):
    """All evaluations of a cohort: references, networks, ensembles."""
    runs = [VisionRunId(study.cohort, network, ALL, V1T.seed) for network in study.networks]
    references = vision_references(study.cohort, V1T.evaluation.references)
    return references + of_runs(runs, "evaluations") + ensembles(study.cohort)


def performance_studies():
    studies = V1T.studies
    return [study for study in (studies.performance, studies.performance_in_colour) if study]


def labels_of(cohort):
    """The sessions of a cohort by what they are called in tables and figures."""
    return dict(zip(V1T.cohorts[cohort].labels or COHORTS[cohort], COHORTS[cohort]))


def labelled(cohort):
    """The sessions of each column: every animal's own, and all."""
    columns = {label: [session] for label, session in labels_of(cohort).items()}
    return columns | {"average": list(COHORTS[cohort])}


def by_cohort():
    """Evaluations of all cohorts, and the sessions of each."""
    studies = performance_studies()
    return (
        [path for study in studies for path in performance(study)],
        {study.cohort: list(COHORTS[study.cohort]) for study in studies},
    )


def by_animal(study):
    """Evaluations of one cohort, and the session of each animal."""
    return lambda: (performance(study), labelled(study.cohort))


def transferred(study, cohort):
    """Networks that were trained on the animals themselves, and readouts on others' cores."""
    runs = [
        run
        for run in VISION_RUNS[study]
        if named_cohort(run.cohort) == cohort and WITHOUT not in run.cohort
    ]
    return of_runs(runs, "evaluations"), labelled(cohort)


def only_run(study):
    """The network that a study of a single one is about."""
    return VisionRunId(study.cohort, study.network, ALL, V1T.seed)


def attention_maps():
    """Maps of every animal."""
    return of_runs([only_run(v1t().studies.attention)], "attention")


def settings_of_attention():
    """How attention becomes a map; activations of behaviour are in the same file."""
    study = v1t().studies.attention
    return (study.maps if study else AttentionMaps()).model_dump_json()


def receptive_field_maps():
    """Maps of two networks, for the first animal of a cohort."""
    study = v1t().studies.receptive_fields
    runs = [VisionRunId(study.cohort, network, ALL, V1T.seed) for network in study.networks]
    first = COHORTS[study.cohort][0]
    return [f"{folder_of(run)}/receptive_fields/{first}.nc" for run in runs]


def truth_of_images(wildcards):
    """The true receptive fields, of simulated sessions."""
    dataset = v1t().cohorts[named_cohort(wildcards.cohort)].dataset
    return TRUTH.replace("{dataset}", dataset) if CONFIG.datasets[dataset].twin_settings else []


def v1t_tables():
    """Tables of predicted responses: their evaluations, and what their columns average."""
    studies = V1T.studies
    tables = {}
    if performance_studies():
        tables |= {"table1": by_cohort, "table_a5": by_cohort}
    if studies.performance:
        tables["table_a3"] = by_animal(studies.performance)
    if studies.performance_in_colour:
        tables["table_a4"] = by_animal(studies.performance_in_colour)
    if studies.animals:
        tables["table_a6"] = lambda: transferred("animals", studies.animals.cohort)
    if studies.datasets:
        tables["table_a7"] = lambda: transferred("datasets", studies.datasets.target)
    return tables


RESPONSE_TABLES = v1t_tables() if V1T else {}


def v1t_outputs():
    """Every table and figure of the studies that the settings ask for."""
    if V1T is None:
        return []
    makes = {
        "attention": ["tables/table2.md", "figures/figure_a4.pdf"],
        "receptive_fields": ["tables/receptive_fields.md", "figures/figure2ab.pdf"],
        "samples": ["figures/figure_a1.pdf"],
        "reliability": ["tables/reliability.md"],
        "behavior": [f"figures/figure_a{number}.pdf" for number in (3, 5, 6)],
    }
    outputs = [f"{V1T_TABLES}/{table}.md" for table in RESPONSE_TABLES]
    outputs += [f"{VISION}/{path}" for study in VISION_RUNS for path in makes.get(study, [])]
    outputs += vision_search_outputs()
    return outputs + [
        f"{folder_of(run)}/training.pdf"
        for name in ("performance", "performance_in_colour")
        for run in VISION_RUNS.get(name, [])
    ]

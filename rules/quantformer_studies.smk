# The studies of QuantFormer: which networks, tables and figures they need.

import json

from neurodag.config.forecast import CompetitorRun, DownstreamRun, PretrainingRun
from neurodag.config.forecast.codes import CodeMap, Reconstructions
from neurodag.config.forecast.interpretation import ForecastAttention, UnitTokens
from neurodag.forecast_rows import rows_of
from neurodag.forecast_runs import ALL, NONE, AdaptedId, PretrainedId, network_of, seen_in

QUANTFORMER = CONFIG.quantformer
FORECASTS = f"{RESULTS}/quantformer"
FORECASTER = f"{RESULTS}/{layout.PRETRAINED_FORECASTER.folder}"
FORECASTER_LOG = f"{layout.PRETRAINED_FORECASTER.name}.log"
FORECASTER_STATE = f"{RESULTS}/{layout.PRETRAINED_FORECASTER.state}"
ADAPTED = f"{RESULTS}/{layout.ADAPTED.folder}"
ADAPTED_LOG = f"{layout.ADAPTED.name}.log"
ADAPTED_STATE = f"{RESULTS}/{layout.ADAPTED.state}"
COMPETITOR = f"{RESULTS}/{layout.COMPETITOR.folder}"
COMPETITOR_LOG = f"{layout.COMPETITOR.name}.log"
COMPETITOR_STATE = f"{RESULTS}/{layout.COMPETITOR.state}"
FORECAST_TABLES = f"{FORECASTS}/tables"
FORECAST_FIGURES = f"{FORECASTS}/figures"
TABLES_OF_STUDIES = {
    "table1": ("performance", ["activation"]),
    "table2": ("performance", ["response"]),
    "table_a4": ("performance", ["response"]),
    "table3": ("ablation", ["activation", "response"]),
    "table4": ("generalization", ["activation", "response"]),
    "table_a2": ("sizes", ["response"]),
    "table_a3": ("sizes", ["activation"]),
    "distributions": ("distributions", ["response"]),
}
"""The study of each table, and what its networks predict."""


def quantformer():
    """The experiments of QuantFormer."""
    if QUANTFORMER is None:
        raise WorkflowError("`quantformer` is null; lay an overlay with its experiments on top.")
    return QUANTFORMER


def forecast_study(name):
    """The settings of a study."""
    study = getattr(quantformer().studies, name)
    if study is None:
        raise WorkflowError(
            f"`quantformer.studies.{name}` is null; lay an overlay with the study on top."
        )
    return study


def calcium_session(session):
    """The file of a session."""
    return SESSION.format(dataset=quantformer().dataset, session=session)


def session_of_forecast(wildcards):
    """The file of the session that shows a stimulus to a subject."""
    known = SHOWN.get(wildcards.stimulus, {})
    if wildcards.subject not in known:
        raise WorkflowError(
            f"`quantformer` has no session of the subject {wildcards.subject} with the stimulus "
            f"{wildcards.stimulus}; stimuli are {', '.join(SHOWN)}, subjects "
            f"{', '.join({subject: None for by in SHOWN.values() for subject in by})}."
        )
    return calcium_session(known[wildcards.subject])


def seen(wildcards):
    """The sessions and stimuli that a network is pre-trained on."""
    try:
        return seen_in(wildcards.scope, SHOWN)
    except KeyError:
        raise WorkflowError(
            f"{wildcards.scope} is nothing that a network can be pre-trained on: that is all, or "
            "only.NAME or without.NAME of a stimulus or subject of `quantformer`."
        )


def sessions_of_scope(wildcards):
    return [calcium_session(session) for session in seen(wildcards)[0]]


def trained_network(wildcards):
    """The settings of a network."""
    try:
        return network_of(quantformer(), wildcards.network)
    except KeyError:
        raise WorkflowError(
            f"`quantformer.networks` has no {wildcards.network}; it has "
            f"{', '.join(quantformer().networks)}, each with .codes-NUMBER or .width-NUMBER."
        )


def settings_of_forecaster(wildcards):
    """What pre-training depends on, besides its sessions, stimuli and seed."""
    settings = dict(trained_network(wildcards))
    return PretrainingRun(**settings, windows=quantformer().windows).model_dump_json()


def pretrained_of(wildcards):
    """The weights that an adapted network begins with, if it does not begin with fresh ones."""
    if wildcards.scope == NONE:
        return []
    return f"{FORECASTER}/weights.safetensors".format(**wildcards)


def settings_of_adaptation(wildcards):
    """What an adapted network depends on, besides its task, pre-training, session and seed."""
    if wildcards.tuning not in quantformer().tunings:
        raise WorkflowError(
            f"`quantformer.tunings` has no {wildcards.tuning}; it has "
            f"{', '.join(quantformer().tunings)}."
        )
    fresh = trained_network(wildcards).network if wildcards.scope == NONE else None
    return DownstreamRun(
        **dict(quantformer().tunings[wildcards.tuning]),
        windows=quantformer().windows,
        network=fresh,
    ).model_dump_json()


def settings_of_competitor(wildcards):
    """What a competitor depends on, besides its task, session and seed."""
    competitors = quantformer().competitors
    if wildcards.competitor not in competitors:
        raise WorkflowError(
            f"`quantformer.competitors` has no {wildcards.competitor}; it has "
            f"{', '.join(competitors)}."
        )
    return CompetitorRun(
        **dict(competitors[wildcards.competitor]), windows=quantformer().windows
    ).model_dump_json()


def folder_of_forecast(run):
    """The folder of a network."""
    if isinstance(run, PretrainedId):
        return run.path(FORECASTER)
    return run.path(ADAPTED if isinstance(run, AdaptedId) else COMPETITOR)


def rows_of_study(study, predicted):
    """The runs of every row of a study."""
    rows = rows_of(forecast_study(study), QUANTFORMER, SHOWN, predicted)
    if not rows:
        raise WorkflowError(
            f"`quantformer.studies.{study}` leaves out a subject or a stimulus, but there is one of "
            "each; name more in `quantformer.stimuli`, or set the study to null."
        )
    return rows


def runs_of_table(table):
    """The runs of every row of a table."""
    study, predicts = TABLES_OF_STUDIES[table]
    rows = {}
    for predicted in predicts:
        for row, runs in rows_of_study(study, predicted).items():
            rows.setdefault(row, []).extend(runs)
    return rows


def methods(rows):
    """The methods of every row, as JSON."""
    return json.dumps({row: sorted({run.method for run in runs}) for row, runs in rows.items()})


def evaluations_of_table(wildcards):
    runs = [run for runs in runs_of_table(wildcards.table).values() for run in runs]
    return list(dict.fromkeys(f"{folder_of_forecast(run)}/evaluation.nc" for run in runs))


def methods_of_table(wildcards):
    """The methods of every row of a table, as JSON."""
    return methods(runs_of_table(wildcards.table))


def published_forecasts(wildcards):
    """The paper's numbers, of tables that it has."""
    return [] if wildcards.table == "distributions" else "published/quantformer_{table}.csv"


def examples(wildcards):
    """Runs of each row that are shown: of the first subject and seed, and of one stimulus or all."""
    rows = rows_of_study("examples", "response")
    drawn = forecast_study("examples").stimuli or SHOWN
    if wildcards.get("stimulus", next(iter(drawn))) not in drawn:
        raise WorkflowError(
            f"`quantformer.studies.examples` has no stimulus {wildcards.stimulus}; it has "
            f"{', '.join(drawn)}."
        )
    subject, seed = next(iter(next(iter(SHOWN.values())))), QUANTFORMER.seeds[0]
    return {
        row: [
            run
            for run in runs
            if (run.subject, run.seed) == (subject, seed)
            and run.stimulus == wildcards.get("stimulus", run.stimulus)
        ]
        for row, runs in rows.items()
    }


def evaluations_of_examples(wildcards):
    return of_forecasts(
        [run for runs in examples(wildcards).values() for run in runs], "evaluation.nc"
    )


def methods_of_examples(wildcards):
    return methods(examples(wildcards))


def reconstructions(study, network="network"):
    """What passes through the codes of a network of a study, by stimulus."""
    stimuli = forecast_study(study).stimuli or SHOWN
    folder = network_of_study(study, network)
    return [f"{folder}/reconstructions/{stimulus}.nc" for stimulus in stimuli]


def first_shown(stimulus):
    """The session that shows a stimulus to the first subject."""
    if stimulus not in SHOWN:
        raise WorkflowError(f"`quantformer.stimuli` has no {stimulus}; it has {', '.join(SHOWN)}.")
    return next(iter(SHOWN[stimulus].values()))


def settings_of_map(study, key, usual):
    """How a map is made: as its study says, or as usual where there is no such study."""
    found = getattr(quantformer().studies, study)
    return (getattr(found, key) if found else usual()).model_dump_json()


def of_forecasts(runs, name):
    """A file of every run."""
    return [f"{folder_of_forecast(run)}/{name}" for run in runs]


def of_forecast_study(study, predicted, name):
    """A file of every run of a study."""
    rows = rows_of_study(study, predicted)
    return of_forecasts([run for runs in rows.values() for run in runs], name)


def network_of_study(study, key="network"):
    """The folder of the network that a study is about, pre-trained on everything."""
    name = getattr(forecast_study(study), key)
    return PretrainedId(ALL, name, QUANTFORMER.seeds[0]).path(FORECASTER)


def quantformer_outputs():
    """Every table and figure of the studies that the settings ask for."""
    if QUANTFORMER is None:
        return []
    studies = {name for name, study in QUANTFORMER.studies if study}
    tables = [table for table, (study, _) in TABLES_OF_STUDIES.items() if study in studies]
    figures = {
        "quantization": "figure_a6a7",
        "attention": "figure_a8",
        "codes": "figure_a9",
        "unit_tokens": "figure_a10",
        "distributions": "calibration",
    }
    outputs = [f"{FORECAST_TABLES}/{table}.md" for table in tables]
    if "examples" in studies:
        stimuli = QUANTFORMER.studies.examples.stimuli or SHOWN
        outputs += [f"{FORECAST_FIGURES}/forecasts_{stimulus}.pdf" for stimulus in stimuli]
        outputs += [f"{FORECAST_FIGURES}/figure3.pdf"]
    return outputs + [
        f"{FORECAST_FIGURES}/{name}.pdf" for study, name in figures.items() if study in studies
    ]

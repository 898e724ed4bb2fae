"""Looks at all training runs of the settings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from neurodag import layout
from neurodag.config import Config, find_session_files
from neurodag.config.forecast import ForecastTraining
from neurodag.config.forecast.quantformer import QuantFormer
from neurodag.errors import ConfigError
from neurodag.forecast_rows import forecast_runs
from neurodag.forecast_runs import (
    AdaptedId,
    CompetitorId,
    PretrainedId,
    Shown,
    by_subject,
    network_of,
)
from neurodag.pretraining import alone, finetuned_of, many_sessions, pretrained_of
from neurodag.runs import runs_of, studies_of, variants_of
from neurodag.status.look import AnyRun, ForecastRun, RunStatus, look_at
from neurodag.status.search import trials_of_search
from neurodag.vision_runs import vision_runs

Found = Mapping[str, Sequence[str]]
"""By dataset: the sessions that have a recording, where groups of sessions are found ones."""


def survey(config: Config, found: Found | None = None) -> list[RunStatus]:
    """The status of every run, each once, in the order of the studies that want it; then that of
    the trials of V1T's search. `found` saves looking for recordings."""
    found = known_sessions(config) if found is None else found
    runs = [
        look_at(run, wanted.studies, config.results, wanted.epochs)
        for run, wanted in wanted_runs(config, found).items()
    ]
    return [*runs, *trials(config, found)]


class WantedRun(NamedTuple):
    epochs: int
    studies: tuple[str, ...]


def wanted_runs(config: Config, found: Found | None = None) -> dict[AnyRun, WantedRun]:
    """The runs of all studies, each once. `found` saves looking for recordings."""
    found = known_sessions(config) if found is None else found
    wanted: dict[AnyRun, WantedRun] = {}
    for run, epochs, study in chain(
        single_session_runs(config, found),
        many_session_runs(config, found),
        search_runs(config, found),
        image_runs(config, found),
        forecasters(config, found),
    ):
        studies = wanted[run].studies if run in wanted else ()
        wanted[run] = WantedRun(epochs, (*studies, study))
    return wanted


def single_session_runs(config: Config, found: Found) -> Iterator[tuple[AnyRun, int, str]]:
    """Each run, its epochs, and a study that it belongs to."""
    for name, study in studies_of(config.mtm).items():
        sessions = resolved(config, found, config.mtm.dataset, study.study.sessions)
        for run in runs_of(config.mtm, study, sessions):
            yield run, config.mtm.training.epochs, name


def many_session_runs(config: Config, found: Found) -> Iterator[tuple[AnyRun, int, str]]:
    """Each run, its epochs, and the architecture."""
    seeds = config.mtm.seeds
    for architecture, study in many_sessions(config.mtm).items():
        for pretrained in pretrained_of(architecture, study, seeds):
            yield pretrained, study.training.epochs, architecture
        held_out = resolved(config, found, config.mtm.dataset, study.held_out)
        for run in runs_of(config.mtm, alone(architecture, study), held_out):
            yield run, config.mtm.training.epochs, architecture
        for finetuned in finetuned_of(architecture, study, held_out, seeds):
            yield finetuned, study.finetuning.epochs, architecture


def search_runs(config: Config, found: Found) -> Iterator[tuple[AnyRun, int, str]]:
    """Each run of the search, and its epochs."""
    mtm, search = config.mtm, config.mtm.search
    if search is None:
        return
    sessions = resolved(config, found, mtm.dataset, search.sessions)
    for name, runs in variants_of(search, sessions, mtm.seeds).items():
        epochs = search.variants[name].changed(mtm.run()).training.epochs
        yield from ((run, epochs, "search") for run in runs)


def image_runs(config: Config, found: Found) -> Iterator[tuple[AnyRun, int, str]]:
    """Each run of V1T, the most epochs that it may take, and a study that it belongs to."""
    if config.v1t is None:
        return
    cohorts = {
        name: resolved(config, found, cohort.dataset, cohort.sessions)
        for name, cohort in config.v1t.cohorts.items()
    }
    for study, runs in vision_runs(config.v1t, cohorts).items():
        for run in runs:
            yield run, config.v1t.networks[run.network].training.epochs, study


def trials(config: Config, found: Found) -> list[RunStatus]:
    """The status of every trial of V1T's search; none without a session to train on."""
    if config.v1t is None or config.v1t.search is None:
        return []
    cohort = config.v1t.cohorts[config.v1t.search.cohort]
    if not resolved(config, found, cohort.dataset, cohort.sessions):
        return []
    return trials_of_search(config.v1t.search, config.results)


def forecasters(config: Config, found: Found) -> Iterator[tuple[AnyRun, int, str]]:
    """Each run of QuantFormer and its competitors, its epochs, and a study that it belongs to."""
    quantformer = config.quantformer
    if quantformer is None:
        return
    shown = sessions_shown(config, found, quantformer)
    for study, runs in forecast_runs(quantformer, shown).items() if shown else ():
        for run in runs:
            yield run, training_of(quantformer, run).epochs, study


def training_of(quantformer: QuantFormer, run: ForecastRun) -> ForecastTraining:
    """How a run is trained."""
    match run:
        case PretrainedId():
            return network_of(quantformer, run.network).training
        case AdaptedId():
            return quantformer.tunings[run.tuning].training
        case CompetitorId():
            return quantformer.competitors[run.competitor].training


def sessions_shown(config: Config, found: Found, quantformer: QuantFormer) -> Shown:
    """The session of each subject, for every stimulus; none where one has no session yet.

    Raises ConfigError where a stimulus has more or fewer sessions than there are subjects.
    """
    sessions = {
        stimulus: resolved(config, found, quantformer.dataset, names)
        for stimulus, names in quantformer.shown.items()
    }
    return by_subject(sessions, quantformer.subjects) if all(sessions.values()) else {}


def resolved(config: Config, found: Found, dataset: str, names: Iterable[str]) -> tuple[str, ...]:
    """The sessions that names stand for; none for a group of found sessions where none is found."""
    try:
        return config.datasets[dataset].resolve(names, found[dataset])
    except ConfigError:
        return ()


def known_sessions(config: Config) -> Found:
    """Of each dataset, as far as it matters."""
    return {name: known_sessions_of(config, name) for name in config.datasets}


def known_sessions_of(config: Config, name: str) -> list[str]:
    """Sessions that have a recording; where the recordings are away, those prepared from them."""
    dataset = config.datasets[name]
    if not dataset.takes_found:
        return []
    prepared = Path(config.results).glob(layout.SESSION.format(dataset=name, session="*"))
    return [*find_session_files(dataset, config.data)] or sorted(path.stem for path in prepared)

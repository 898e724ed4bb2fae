"""Looks at all training runs of the settings."""

from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from neurodag import layout
from neurodag.config import Config, find_session_files
from neurodag.errors import ConfigError
from neurodag.pretraining import alone, finetuned_of, many_sessions, pretrained_of
from neurodag.runs import runs_of, studies_of, variants_of
from neurodag.status.look import AnyRun, RunStatus, look_at
from neurodag.vision_runs import vision_runs


def survey(config: Config) -> list[RunStatus]:
    """The status of every run, each once, in the order of the studies that want it."""
    return [
        look_at(run, wanted.studies, config.results, wanted.epochs)
        for run, wanted in wanted_runs(config).items()
    ]


class WantedRun(NamedTuple):
    epochs: int
    studies: tuple[str, ...]


def wanted_runs(config: Config) -> dict[AnyRun, WantedRun]:
    """The runs of all studies, each once."""
    wanted: dict[AnyRun, WantedRun] = {}
    for run, epochs, study in chain(
        single_session_runs(config),
        many_session_runs(config),
        search_runs(config),
        image_runs(config),
    ):
        studies = wanted[run].studies if run in wanted else ()
        wanted[run] = WantedRun(epochs, (*studies, study))
    return wanted


def single_session_runs(config: Config) -> Iterator[tuple[AnyRun, int, str]]:
    """Each run, its epochs, and a study that it belongs to."""
    for name, study in studies_of(config.mtm).items():
        sessions = resolved(config, config.mtm.dataset, study.study.sessions)
        for run in runs_of(config.mtm, study, sessions):
            yield run, config.mtm.training.epochs, name


def many_session_runs(config: Config) -> Iterator[tuple[AnyRun, int, str]]:
    """Each run, its epochs, and the architecture."""
    seeds = config.mtm.seeds
    for architecture, study in many_sessions(config.mtm).items():
        for pretrained in pretrained_of(architecture, study, seeds):
            yield pretrained, study.training.epochs, architecture
        held_out = resolved(config, config.mtm.dataset, study.held_out)
        for run in runs_of(config.mtm, alone(architecture, study), held_out):
            yield run, config.mtm.training.epochs, architecture
        for finetuned in finetuned_of(architecture, study, held_out, seeds):
            yield finetuned, study.finetuning.epochs, architecture


def search_runs(config: Config) -> Iterator[tuple[AnyRun, int, str]]:
    """Each run of the search, and its epochs."""
    mtm, search = config.mtm, config.mtm.search
    if search is None:
        return
    sessions = resolved(config, mtm.dataset, search.sessions)
    for name, runs in variants_of(search, sessions, mtm.seeds).items():
        epochs = search.variants[name].changed(mtm.run()).training.epochs
        yield from ((run, epochs, "search") for run in runs)


def image_runs(config: Config) -> Iterator[tuple[AnyRun, int, str]]:
    """Each run of V1T, the most epochs that it may take, and a study that it belongs to."""
    if config.v1t is None:
        return
    cohorts = {
        name: resolved(config, cohort.dataset, cohort.sessions)
        for name, cohort in config.v1t.cohorts.items()
    }
    for study, runs in vision_runs(config.v1t, cohorts).items():
        for run in runs:
            yield run, config.v1t.networks[run.network].training.epochs, study


def resolved(config: Config, dataset: str, names: Iterable[str]) -> tuple[str, ...]:
    """The sessions that names stand for; none for a group of found sessions where none is found."""
    try:
        return config.datasets[dataset].resolve(names, known_sessions(config, dataset))
    except ConfigError:
        return ()


def known_sessions(config: Config, name: str) -> list[str]:
    """Sessions that have a recording; where the recordings are away, those prepared from them."""
    dataset = config.datasets[name]
    if not dataset.takes_found:
        return []
    prepared = Path(config.results).glob(layout.SESSION.format(dataset=name, session="*"))
    return [*find_session_files(dataset, config.data)] or sorted(path.stem for path in prepared)

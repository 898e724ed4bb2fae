"""Looks at all training runs of the settings."""

from pathlib import Path

from neurodag import layout
from neurodag.config import Config, find_session_files
from neurodag.errors import ConfigError
from neurodag.runs import RunId, runs_of
from neurodag.status.look import RunStatus, look_at


def survey(config: Config) -> list[RunStatus]:
    """The status of every run, each once, in the order of the studies that want it."""
    return [
        look_at(run, studies, config.results, config.mtm.training.epochs)
        for run, studies in wanted_runs(config).items()
    ]


def wanted_runs(config: Config) -> dict[RunId, tuple[str, ...]]:
    """The runs of all studies, each once, with the studies that it belongs to."""
    found = known_sessions(config)
    wanted: dict[RunId, tuple[str, ...]] = {}
    for name, study in config.mtm.studies:
        try:
            sessions = config.study_sessions(study, found) if study else ()
        except ConfigError:
            continue  # a group of found sessions where none is found: nothing is known of its runs
        for run in runs_of(config.mtm, study, sessions) if study else ():
            wanted[run] = (*wanted.get(run, ()), name)
    return wanted


def known_sessions(config: Config) -> list[str]:
    """Sessions that have a recording; where the recordings are away, those that have runs."""
    dataset = config.datasets[config.mtm.dataset]
    if not dataset.takes_found:
        return []
    with_runs = (Path(config.results) / layout.RUN).parents[1].glob("*/")
    return [*find_session_files(dataset, config.data)] or sorted(path.name for path in with_runs)

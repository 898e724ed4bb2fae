"""Names in one part of the settings that point to another: datasets, groups, sessions."""

from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from neurodag.config.base import Settings
from neurodag.config.datasets import Dataset
from neurodag.config.evaluation import Evaluation
from neurodag.config.forecast.quantformer import QuantFormer
from neurodag.config.mtm import MtM
from neurodag.config.search import Search
from neurodag.config.sources import AnyDataset
from neurodag.config.studies import Studies, Study
from neurodag.config.vision.v1t import Cohort

Part = TypeVar("Part", bound=Settings)


def problems_of_names(settings: Mapping[str, Any]) -> Iterator[str]:
    """Names that point to nothing; told beside all other problems.

    Parts that are wrong in themselves are passed over here, for they are told already.
    """
    if isinstance(settings.get("datasets"), Mapping):
        yield from _problems_of_mtm(settings)
        yield from _problems_of_cohorts(settings)
        yield from _problems_of_forecasts(settings)


def near_name(word: Any, words: Iterable[str]) -> str:
    """The question whether a word was meant that there is."""
    near = get_close_matches(word, map(str, words), n=1) if isinstance(word, str) else []
    return f" Did you mean `{near[0]}`?" if near else ""


def _problems_of_mtm(settings: Mapping[str, Any]) -> Iterator[str]:
    name = _at(settings, "mtm", "dataset")
    if not isinstance(name, str):
        return
    yield from _problems_of_dataset(settings, "mtm.dataset", name, "MtM needs spikes", "spikes")
    dataset = _dataset(settings, name)
    if dataset is None:
        return
    if not dataset.split.validation:
        yield _without_validation(name, "MtM")
    for place in (*(("studies", name) for name in Studies.model_fields), ("search",)):
        sessions = _at(settings, "mtm", *place, "sessions")
        study = _valid(Study, {"sessions": sessions, "schemes": ["temporal"]})
        for problem in _problems_of_sessions(dataset, study.sessions if study else ()):
            yield f"`{'.'.join(('mtm', *place, 'sessions'))}`: {problem}"
    evaluation = _valid(Evaluation, _at(settings, "mtm", "evaluation"))
    if evaluation and "truth" in evaluation.references and dataset.twin_settings is None:
        yield (
            f"`mtm.evaluation.references` holds `truth`, but the true rates of the dataset {name} "
            "are not known; only a simulated twin knows them."
        )
    mtm = _valid(MtM, settings["mtm"])
    if mtm and mtm.search:
        yield from _problems_of_search(mtm, mtm.search)


def _problems_of_search(mtm: MtM, search: Search) -> Iterator[str]:
    """What its settings lack, or what does not go with the settings that variants change."""
    if set(mtm.evaluation.references) == {"truth"}:
        yield (
            "`mtm.evaluation.references` holds neither `psth` nor `linear`, which `mtm.search` "
            "compares the network with; add one."
        )
    for name, variant in search.variants.items():
        try:
            variant.changed(mtm.run())
        except ValidationError as error:
            for details in error.errors():
                yield f"`mtm.search.variants.{name}`: {details['ctx']['error']}"


def _problems_of_cohorts(settings: Mapping[str, Any]) -> Iterator[str]:
    cohorts = _at(settings, "v1t", "cohorts")
    for key, given in cohorts.items() if isinstance(cohorts, Mapping) else ():
        cohort = _valid(Cohort, given)
        if cohort is None:
            continue
        place, name = f"v1t.cohorts.{key}", cohort.dataset
        need = "V1T needs images"
        yield from _problems_of_dataset(settings, f"{place}.dataset", name, need, "images")
        dataset = _dataset(settings, name)
        if dataset is None:
            continue
        if not dataset.split.validation and dataset.archive is None:
            yield _without_validation(name, "V1T")
        for problem in _problems_of_sessions(dataset, cohort.sessions):
            yield f"`{place}.sessions`: {problem}"
        sessions = [id for group in cohort.sessions for id in _sessions(dataset, group)]
        if cohort.labels and len(cohort.labels) != len(sessions):
            yield (
                f"`{place}.labels` are {len(cohort.labels)}, but the cohort has {len(sessions)} "
                "session(s); give one for each, in the same order."
            )


def _problems_of_forecasts(settings: Mapping[str, Any]) -> Iterator[str]:
    quantformer = _valid(QuantFormer, _at(settings, "quantformer"))
    if quantformer is None:
        return
    name, need = quantformer.dataset, "QuantFormer needs calcium or spikes"
    modalities = "calcium", "spikes"
    yield from _problems_of_dataset(settings, "quantformer.dataset", name, need, *modalities)
    dataset = _dataset(settings, name)
    if dataset is None:
        return
    for stimulus, groups in quantformer.shown.items():
        place = f"`quantformer.stimuli.{stimulus}`"
        for problem in _problems_of_sessions(dataset, groups):
            yield f"{place}: {problem}"
        if dataset.takes_found or quantformer.subjects is None:
            continue
        sessions = [id for group in groups for id in _sessions(dataset, group)]
        if len(sessions) != len(quantformer.subjects):
            yield (
                f"{place} is shown in {len(sessions)} session(s), but `quantformer.subjects` are "
                f"{len(quantformer.subjects)}; give one session of each subject, in their order."
            )


def _problems_of_dataset(
    settings: Mapping[str, Any], key: str, name: str, need: str, *modalities: str
) -> Iterator[str]:
    """Whether there is such a dataset, of one of the `modalities` that the paper needs."""
    datasets = settings["datasets"]
    if name not in datasets:
        known = ", ".join(map(str, datasets))
        yield (
            f"`{key}` is {name}, but no dataset is named so.{near_name(name, datasets)} "
            f"Datasets: {known}."
        )
    dataset = _dataset(settings, name)
    if dataset and dataset.modality not in modalities:
        yield f"`{key}` is {name}, whose sessions are of modality {dataset.modality}; {need}."


def _without_validation(name: str, paper: str) -> str:
    return (
        f"`datasets.{name}.split.validation` is 0, but {paper} selects weights on validation "
        "trials; give it a share."
    )


def _problems_of_sessions(dataset: Dataset, names: Iterable[str]) -> Iterator[str]:
    known = {*dataset.sessions, *dataset.session_ids()}
    if not dataset.takes_found:  # else the name may be that of a file, which is not looked at here
        yield from (
            dataset.unknown(name, dataset.session_ids()) for name in names if name not in known
        )


def _sessions(dataset: Dataset, name: str) -> Iterable[str]:
    """The sessions of a group, or a session itself."""
    group = dataset.sessions.get(name, (name,))
    return () if isinstance(group, str) else group


def _at(settings: Any, *path: str) -> Any:
    for key in path:
        settings = settings.get(key) if isinstance(settings, Mapping) else None
    return settings


def _dataset(settings: Mapping[str, Any], name: str) -> Dataset | None:
    """The dataset of this name, if there is one and it is right."""
    try:
        return TypeAdapter(AnyDataset).validate_python(settings["datasets"].get(name))
    except ValidationError:
        return None


def _valid(kind: type[Part], settings: Any) -> Part | None:
    try:
        return kind.model_validate(settings)
    except ValidationError:
        return None

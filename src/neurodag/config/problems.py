"""Everything that is wrong with settings, a sentence each."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from neurodag.config.base import Settings
from neurodag.config.config import Config
from neurodag.config.datasets import Dataset
from neurodag.config.evaluation import Evaluation
from neurodag.config.schema import (
    NAME,
    Node,
    allowed,
    alternatives,
    child,
    choices,
    keys,
    narrowed,
    schema,
)
from neurodag.config.sources import AnyDataset
from neurodag.config.studies import Studies, Study

Part = TypeVar("Part", bound=Settings)


def problems(settings: Mapping[str, Any]) -> list[str]:
    """Every problem of the settings, as full sentences; none for settings that are right."""
    found = [*_problems_of_values(settings), *_problems_of_names(settings)]
    return list(dict.fromkeys(found))


def _problems_of_values(settings: Mapping[str, Any]) -> Iterable[str]:
    try:
        Config.model_validate(settings)
    except ValidationError as error:
        for details in error.errors(include_url=False):
            yield from _sentences(details)


def _sentences(error: ErrorDetails) -> Iterable[str]:
    key, node = _place(error["loc"])
    value = _shown(error["input"])
    if error["type"] == "too_short" and error["input"]:
        return  # too short only because its items are wrong, which is told already
    if error["type"] in ("union_tag_invalid", "union_tag_not_found"):
        yield from _wrong_source(key, node, error["input"])
    elif error["type"] == "value_error":
        for problem in str(error["ctx"]["error"]).splitlines():
            yield f"`{key}`: {problem}"
    elif error["type"] == "extra_forbidden":
        parent = _place(error["loc"][:-1])[1]
        near = _near(str(error["loc"][-1]), keys(parent))
        known = ", ".join(keys(parent))
        yield f"`{key}` (given: {value}) is no known key.{near} Keys here: {known}."
    elif error["type"] == "missing":
        yield f"`{key}` is missing; it must be {allowed(node)}."
    elif error["loc"][-1:] == ("[key]",):
        parent_key = _place(error["loc"][:-2])[0]
        quotes = "" if isinstance(error["input"], str) else "; put it in quotes"
        yield f"`{parent_key}`: the key {value} must be {NAME}{quotes}."
    else:
        quotes = "; put it in quotes" if _is_unquoted(error["input"], node) else ""
        near = _near(error["input"], choices(node))
        yield f"`{key}` is {value}, but must be {allowed(node)}{quotes}.{near}"


def _wrong_source(key: str, node: Node, settings: Mapping[str, Any]) -> Iterable[str]:
    """The key that tells one kind of settings from another is missing, or names no kind."""
    name = node["discriminator"]["propertyName"]
    kinds = [str(kind) for kind in node["discriminator"]["mapping"]]
    known = ", ".join(f"`{kind}`" for kind in kinds)
    if name not in settings:
        yield f"`{key}.{name}` is missing; it must be one of {known}."
    else:
        given = settings[name]
        yield f"`{key}.{name}` is {_shown(given)}, but must be one of {known}.{_near(given, kinds)}"


def _place(location: tuple[str | int, ...]) -> tuple[str, Node]:
    """The dotted key of an error's location, and what is allowed there."""
    key, node = "", schema()
    for depth, part in enumerate(location):
        if (kind := narrowed(node, part)) is not node:
            node = kind
            continue
        below = child(node, part)
        is_unknown_key = below is None and depth == len(location) - 1 and bool(keys(node))
        if below is None and not is_unknown_key:
            continue  # not a key, but pydantic's name for one kind of a union
        key += f"[{part}]" if isinstance(part, int) else f".{part}"
        node = below or node
    return key.lstrip(".") or "the configuration", node


def _near(word: Any, words: Iterable[str]) -> str:
    near = get_close_matches(word, map(str, words), n=1) if isinstance(word, str) else []
    return f" Did you mean `{near[0]}`?" if near else ""


def _shown(value: Any) -> str:
    if isinstance(value, date):
        return str(value)
    text = json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _is_unquoted(value: Any, node: Node) -> bool:
    """Whether YAML took for a number, a date or a truth value what was to be text."""
    is_text = any(c.get("type") == "string" and not choices(c) for c in alternatives(node))
    return is_text and isinstance(value, bool | int | float | date)


def _problems_of_names(settings: Mapping[str, Any]) -> Iterable[str]:
    """Names that point to no dataset, group or session; told beside all other problems.

    Parts that are wrong in themselves are passed over here, for they are told already.
    """
    datasets = settings.get("datasets")
    name = _at(settings, "mtm", "dataset")
    if not isinstance(name, str) or not isinstance(datasets, Mapping):
        return
    if name not in datasets:
        near = _near(name, datasets)
        known = ", ".join(map(str, datasets))
        yield f"`mtm.dataset` is {name}, but no dataset is named so.{near} Datasets: {known}."
        return
    dataset = _dataset(datasets[name])
    if dataset is None:
        return
    if dataset.modality not in ("spikes", None):
        yield (
            f"`mtm.dataset` is {name}, whose sessions are of modality {dataset.modality}; MtM "
            "needs spikes."
        )
    if not dataset.split.validation:
        yield (
            f"`datasets.{name}.split.validation` is 0, but MtM selects weights on validation "
            "trials; give it a share."
        )
    for study_name in Studies.model_fields:
        sessions = _at(settings, "mtm", "studies", study_name, "sessions")
        study = _valid(Study, {"sessions": sessions, "schemes": ["temporal"]})
        for problem in _problems_of_sessions(dataset, study.sessions if study else ()):
            yield f"`mtm.studies.{study_name}.sessions`: {problem}"
    evaluation = _valid(Evaluation, _at(settings, "mtm", "evaluation"))
    if evaluation and "truth" in evaluation.references and dataset.twin_settings is None:
        yield (
            f"`mtm.evaluation.references` holds `truth`, but the true rates of the dataset {name} "
            "are not known; only a simulated twin knows them."
        )


def _problems_of_sessions(dataset: Dataset, names: Iterable[str]) -> Iterable[str]:
    known = {*dataset.sessions, *dataset.session_ids()}
    if not dataset.takes_found:  # else the name may be that of a file, which is not looked at here
        yield from (
            dataset.unknown(name, dataset.session_ids()) for name in names if name not in known
        )


def _at(settings: Any, *path: str) -> Any:
    for key in path:
        settings = settings.get(key) if isinstance(settings, Mapping) else None
    return settings


def _dataset(settings: Any) -> Dataset | None:
    try:
        return TypeAdapter(AnyDataset).validate_python(settings)
    except ValidationError:
        return None


def _valid(kind: type[Part], settings: Any) -> Part | None:
    try:
        return kind.model_validate(settings)
    except ValidationError:
        return None

"""From YAML to checked settings."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from neurodag.config.config import Config
from neurodag.config.problems import problems
from neurodag.errors import ConfigError


def load_config(settings: Mapping[str, Any]) -> Config:
    """The settings, checked.

    Raises ConfigError that lists every problem, one a line.
    """
    found = problems(settings)
    if found:
        raise ConfigError("\n".join(found))
    return Config.model_validate(settings)


def read_config(paths: Iterable[str | Path]) -> Config:
    """The settings of YAML files, each laid over the ones before it as Snakemake does.

    Raises ConfigError if a file cannot be read, or the settings are wrong.
    """
    settings: dict[str, Any] = {}
    for path in paths:
        settings = overlay(settings, _read_yaml(Path(path)))
    return load_config(settings)


def overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """`below` with the values of `above`: mappings are merged key by key, all else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        if isinstance(value, Mapping) and not value:
            merged.setdefault(key, {})  # nothing laid over something leaves it as it is
        elif isinstance(value, Mapping):
            beneath = merged.get(key)
            merged[key] = overlay(beneath if isinstance(beneath, Mapping) else {}, value)
        else:
            merged[key] = value
    return merged


def _read_yaml(path: Path) -> Mapping[str, Any]:
    try:
        settings = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"The configuration {path} cannot be read: {error.strerror}.") from error
    except yaml.YAMLError as error:
        raise ConfigError(f"The configuration {path} is no valid YAML: {error}") from error
    if not isinstance(settings, Mapping):
        raise ConfigError(f"The configuration {path} must hold keys and values at its top level.")
    return settings

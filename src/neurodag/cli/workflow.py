"""Which workflow a command is about: its settings and profile, named as Snakemake's are."""

import argparse
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import yaml

from neurodag.config import Config, load_config, read_config
from neurodag.config.load import overlay
from neurodag.errors import ConfigError

BASE = Path("config.yaml")


def add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--profile", metavar="FOLDER", help="as snakemake's: demo, real, slurm, or your own"
    )
    command.add_argument(
        "--configfile", nargs="+", type=Path, default=[], metavar="FILE", help="as snakemake's"
    )
    command.add_argument(
        "--config", nargs="+", default=[], metavar="KEY=VALUE", help="as snakemake's"
    )


def read_profile(name: str) -> dict[str, Any]:
    """What the profile in the folder `name` says. Raises ConfigError where there is none."""
    for path in (Path(name) / "profile.yaml", Path(name) / "config.yaml"):
        if path.is_file():
            return _read(path)
    known = ", ".join(sorted(str(path.parent) for path in Path().glob("*/profile.yaml")))
    raise ConfigError(
        f"There is no profile {name}: {name}/profile.yaml does not exist. "
        f"Profiles here: {known or 'none'}."
    )


def workflow_config(options: argparse.Namespace) -> Config:
    """The settings that `snakemake` has with the same options.

    Raises ConfigError if they are wrong, or if this is no folder of a workflow.
    """
    if not BASE.is_file():
        raise ConfigError(
            f"There is no {BASE} in {Path.cwd()}; go to the folder of the workflow, which has one."
        )
    config = read_config([BASE, *config_files(options)])
    values = dict(map(_key_and_value, options.config))
    return load_config(overlay(config.model_dump(mode="json"), values)) if values else config


def config_files(options: argparse.Namespace) -> Iterable[str | Path]:
    """The overlays: those of the command line, else those of the profile."""
    if options.configfile or options.profile is None:
        return options.configfile
    named = read_profile(options.profile).get("configfile", [])
    return [named] if isinstance(named, str) else named


def _key_and_value(word: str) -> tuple[str, Any]:
    key, equals, value = word.partition("=")
    if not equals:
        raise ConfigError(f"--config {word} is not of the form KEY=VALUE.")
    try:
        return key, yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ConfigError(f"The value of --config {word} is no valid YAML.") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise ConfigError(f"The profile {path} cannot be read: {error}") from error
    if not isinstance(content, Mapping):
        raise ConfigError(f"The profile {path} must hold keys and values at its top level.")
    return dict(content)

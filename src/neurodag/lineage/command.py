"""`neurodag provenance`."""

import argparse
import shlex
from argparse import Namespace
from pathlib import Path

from neurodag.cli.workflow import workflow_config
from neurodag.errors import ConfigError
from neurodag.lineage.follow import lineage
from neurodag.lineage.show import changes, tree


def show_provenance(options: argparse.Namespace) -> int:
    """Print where a file came from; the exit status is 1 if something has changed since."""
    path = named_as_in_commands(options.file)
    found = lineage(path)
    print("\n".join(tree(found, path)))
    changed = changes(found)
    print("", *changed, sep="\n" if changed else "")
    print(f"To make it again: {rebuilding(path)}")
    return int(bool(changed))


def named_as_in_commands(path: Path) -> Path:
    """Relative to the current folder, where it lies below it."""
    absolute, here = path.absolute(), Path.cwd()
    return absolute.relative_to(here) if absolute.is_relative_to(here) else path


def rebuilding(target: Path) -> str:
    """The line that makes a file again, with the profile whose results folder it lies in."""
    places = {name: results for name in profiles() if (results := results_of(name)) is not None}
    around = [name for name, results in places.items() if target.is_relative_to(results)]
    # The folder may lie in another; of profiles with the same one, the first, which is none.
    best = max(around, key=lambda name: len(places[name].parts), default=None)
    return shlex.join(["snakemake", *_options(best), target.as_posix()])


def profiles() -> list[str | None]:
    """None, which stands for config.yaml alone, and the profiles of the current folder."""
    return [None, *sorted(path.parent.name for path in Path().glob("*/profile.yaml"))]


def results_of(profile: str | None) -> Path | None:
    """The results folder of a profile, if its settings can be read."""
    try:
        return Path(workflow_config(Namespace(profile=profile, configfile=[], config=[])).results)
    except ConfigError:
        return None


def _options(profile: str | None) -> list[str]:
    return ["--profile", profile] if profile else ["--cores", "all"]

"""What figures and evaluations carry of their making."""

import hashlib
import json
import re
import sys
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import xarray as xr

from neurodag.archives.checksums import sha256_of
from neurodag.command import provenance
from neurodag.files import save_netcdf
from neurodag.lineage.facts import LISTS, facts_of
from neurodag.provenance.fingerprint import fingerprint

SOURCE = Path(__file__).parents[2]
"""The folder of the library, whose code counts."""
KEYS = ("command", "code", "settings", *LISTS)
"""What a record has, and the attributes of a figure's NetCDF that hold it."""
KEPT = ("dataset", "subject", "session_id", "seed", "seeds", "session_start_time")
"""Facts of an input that are told with it."""
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
SEED = re.compile(r"\bseed-(\d+)")


def record(arguments: Namespace) -> dict[str, Any]:
    """What makes the outputs of the running script; the same for the same inputs, on any day.

    All paths but `arguments.output` are inputs, all other options are settings. `code` is the
    script's fingerprint, `settings` 12 hexadecimal digits. `seeds` and `dates` of the recordings
    are what the inputs and their names tell.

    Raises NeurodagError if an input is damaged.
    """
    settings = {
        name: value
        for name, value in vars(arguments).items()
        if name != "output" and not _is_path(value)
    }
    inputs = inputs_of(arguments)
    return {
        **provenance(),
        "code": fingerprint(Path(sys.argv[0]), SOURCE),
        "settings": short_hash(settings),
        "seeds": sorted({seed for each in inputs for seed in seeds(each)}),
        "dates": sorted({date for each in inputs for date in dates(each)}),
        "inputs": inputs,
    }


def save_result(result: xr.Dataset, arguments: Namespace) -> None:
    """Write what the running script made to `arguments.output`, as NetCDF with `command` and
    `inputs` as in a record.

    Raises NeurodagError if an input is damaged.
    """
    inputs = json.dumps(inputs_of(arguments), sort_keys=True)
    save_netcdf(result.assign_attrs(**provenance(), inputs=inputs), arguments.output)


def inputs_of(arguments: Namespace) -> list[dict[str, Any]]:
    """Every file that the options name, but `arguments.output`."""
    paths = [
        path
        for name, value in vars(arguments).items()
        if name != "output" and _is_path(value)
        for path in _listed(value)
    ]
    return [of_input(path) for path in paths]


def of_input(path: Path) -> dict[str, Any]:
    """Its path and SHA-256, and what it says of the recording and the run that it is of."""
    facts = facts_of(path)
    kept = {name: facts[name] for name in KEPT if name in facts}
    return {"path": path.as_posix(), "sha256": sha256_of(path), **kept}


def seeds(told: dict[str, Any]) -> set[int]:
    """Those of an input, in what it tells or in its name."""
    given = [*_listed(told.get("seed", [])), *_listed(told.get("seeds", []))]
    return {int(seed) for seed in [*given, *SEED.findall(told["path"])]}


def dates(told: dict[str, Any]) -> set[str]:
    """Days of the recordings of an input (YYYY-MM-DD), in what it tells or in its name."""
    words = [told.get(name, "") for name in ("path", "session_id", "session_start_time")]
    return set(DATE.findall(" ".join(map(str, words))))


def short_hash(settings: dict[str, Any]) -> str:
    """12 hexadecimal digits for settings that JSON can hold, in whatever order."""
    text = json.dumps(settings, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _is_path(value: Any) -> bool:
    return any(isinstance(each, Path) for each in _listed(value))


def _listed(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else [value]

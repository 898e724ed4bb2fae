"""Versions of the software that makes a report."""

import platform
from collections.abc import Iterable
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

LIBRARIES = ("neurodag", "torch", "numpy", "scikit-learn", "snakemake")


def versions(libraries: Iterable[str] = LIBRARIES) -> dict[str, str]:
    """Of Python, and of the libraries that are installed: neurodag itself need not be, where jobs
    run in environments of their own."""
    found = {"Python": platform.python_version()}
    for library in libraries:
        with suppress(PackageNotFoundError):
            found[library] = version(library)
    return found

"""Versions of the software that makes a report."""

import platform
from importlib.metadata import version

from neurodag.report.versions import LIBRARIES, versions


def test_what_is_not_installed_is_left_out() -> None:
    told = {"Python": platform.python_version(), "numpy": version("numpy")}
    assert versions(["numpy", "a-library-that-nobody-has"]) == told


def test_the_libraries_that_decide_results_are_told() -> None:
    assert [*versions()] == ["Python", *LIBRARIES]

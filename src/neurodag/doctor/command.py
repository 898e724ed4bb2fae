"""`neurodag doctor`."""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from neurodag.cli.workflow import read_profile, workflow_config
from neurodag.config import Config
from neurodag.doctor.disk import check_disk
from neurodag.doctor.finding import Finding, Findings, Level, problem
from neurodag.doctor.hardware import check_cores, check_torch
from neurodag.doctor.recordings import check_recordings
from neurodag.doctor.slurm.check import check_slurm, is_there
from neurodag.doctor.software import (
    check_packages,
    check_python,
    check_readers,
    check_snakemake,
)
from neurodag.errors import NeurodagError

CLUSTER_PROFILE = "slurm"


def examine(options: argparse.Namespace) -> int:
    """Print what is found, as it is found; 1 if there is a problem."""
    has_problem = False
    for heading, findings in examinations(options):
        print(heading)
        for finding in findings:
            print(as_lines(finding), flush=True)
            has_problem |= finding.level is Level.PROBLEM
    return int(has_problem)


def examinations(options: argparse.Namespace) -> Iterator[tuple[str, Iterable[Finding]]]:
    """The checks of each part, below its heading."""
    yield "Software", _all(check_python(), check_packages(), check_snakemake(), check_readers())
    try:
        config: Config | None = workflow_config(options)
        profile = _profile(options)
    except NeurodagError as error:
        config, profile = None, {}
        advice = "Mend config.yaml or its overlay; docs/configuration.md has every key."
        yield "Settings", [problem(line, advice) for line in str(error).splitlines()]
    if config:
        yield "Settings and recordings", check_recordings(config)
    yield "Training", _all(check_torch(), check_cores(config))
    yield "Results folder", check_disk(config, is_there())
    yield "SLURM", check_slurm(profile)


def as_lines(finding: Finding) -> str:
    line = f"  {finding.level.value:<8} {finding.text}"
    return f"{line}\n           → {finding.advice}" if finding.advice else line


def _profile(options: argparse.Namespace) -> dict[str, Any]:
    """The profile that is asked for; else that for clusters, if there is one."""
    if options.profile is None and not Path(CLUSTER_PROFILE).is_dir():
        return {}
    return read_profile(options.profile or CLUSTER_PROFILE)


def _all(*parts: Findings) -> Findings:
    for part in parts:
        yield from part

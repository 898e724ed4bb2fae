"""What the executor needs of a place where jobs run."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Protocol

from submitit.core.utils import JobPaths

from .job import SnakemakeJob
from .states import Observation


class QueryError(RuntimeError):
    """The scheduler did not answer; its jobs may be fine."""


class SubmissionError(RuntimeError):
    """The scheduler refused jobs."""


class Cluster(Protocol):
    name: str
    survives: bool
    """Jobs outlive this process, and a later one can find them by their ids."""

    def parameters(self, resources: Mapping[str, Any], threads: int) -> dict[str, Any]:
        """Parameters of submitit's executor for these resources."""

    def submit(
        self, jobs: Sequence[SnakemakeJob], parameters: Mapping[str, Any], name: str
    ) -> list[JobPaths]:
        """Submit jobs with equal parameters at once; raises SubmissionError."""

    def observe(self, job_ids: Collection[str]) -> dict[str, Observation]:
        """States of the jobs that the scheduler knows; raises QueryError."""

    def cancel(self, job_ids: Collection[str]) -> None:
        """Cancel jobs; those that have ended are left alone."""

    def strays(self, known: Collection[str]) -> list[str]:
        """Jobs submitted from this folder that live and are not known, by a crash in between."""

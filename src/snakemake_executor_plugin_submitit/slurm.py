"""Submitting to SLURM through submitit, and asking SLURM about many jobs at once."""

import subprocess
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from submitit import SlurmExecutor
from submitit.core.utils import FailedJobError, FailedSubmissionError, JobPaths

from . import slurm_queries as queries
from .cluster import QueryError, SubmissionError
from .environment import outside_allocation
from .job import SnakemakeJob
from .resources import slurm_parameters
from .settings import ExecutorSettings
from .states import Observation

# What sbatch says when the controller is away for a moment, and the pauses before asking again.
TRANSIENT = ("unable to contact", "timed out", "connection refused", "temporarily", "try again")
PAUSES_S = (2, 5, 15, 30, 60)

CANCEL_PATIENCE_S = 60
SCANCEL_LIMIT = 500  # ids a call


class SlurmCluster:
    name = "SLURM"
    survives = True

    def __init__(self, settings: ExecutorSettings, folder: Path, run_folder: Path) -> None:
        self.settings = settings
        self.folder = folder
        self.run_folder = run_folder

    def parameters(self, resources: Mapping[str, Any], threads: int) -> dict[str, Any]:
        return slurm_parameters(resources, threads, self.settings)

    def submit(
        self, jobs: Sequence[SnakemakeJob], parameters: Mapping[str, Any], name: str
    ) -> list[JobPaths]:
        """One call of sbatch: an array, or a plain job if there is only one."""
        executor = SlurmExecutor(self.run_folder)
        executor.update_parameters(job_name=name, **parameters)
        for pause in (*PAUSES_S, None):
            try:
                return self._submit_once(executor, jobs)
            except (FailedJobError, FailedSubmissionError, OSError) as error:
                message = str(error).strip()
                if pause is None or not any(words in message.lower() for words in TRANSIENT):
                    raise SubmissionError(message) from error
                time.sleep(pause)
        raise AssertionError("the last try returns or raises")

    def _submit_once(self, executor: SlurmExecutor, jobs: Sequence[SnakemakeJob]) -> list[JobPaths]:
        try:
            with outside_allocation(), executor.batch():
                submitted = [executor.submit(job) for job in jobs]
        except BaseException:  # refused, or interrupted by the user
            self._remove_unsubmitted()
            raise
        return [JobPaths(self.run_folder, job.job_id) for job in submitted]

    def _remove_unsubmitted(self) -> None:
        """Remove the files of a submission that failed; no job's id is in their names."""
        for path in (*self.run_folder.glob("*.pkl"), *self.run_folder.glob(".submission_file_*")):
            if len(path.stem.rpartition("_")[2]) == 32 and not path.is_symlink():
                path.unlink()

    def observe(self, job_ids: Collection[str]) -> dict[str, Observation]:
        """Ask the controller; for jobs that it has forgotten, the accounting database."""
        observations = queries.squeue(_arrays(job_ids), states="all")
        forgotten = set(job_ids) - set(observations)
        if forgotten:
            observations.update(queries.sacct(forgotten))
        return {job_id: observations[job_id] for job_id in job_ids if job_id in observations}

    def cancel(self, job_ids: Collection[str]) -> None:
        """Cancel jobs and wait until they are gone, so that one that still saves itself does not
        meet its successor. Raises QueryError if some stay."""
        remaining = sorted(job_ids)
        for start in range(0, len(remaining), SCANCEL_LIMIT):
            subprocess.run(["scancel", *remaining[start : start + SCANCEL_LIMIT]], check=False)
        deadline = time.monotonic() + CANCEL_PATIENCE_S
        while remaining := self._living(remaining):
            if time.monotonic() > deadline:
                raise QueryError(f"SLURM jobs did not end when cancelled: {' '.join(remaining)}")
            time.sleep(1)

    def strays(self, known: Collection[str]) -> list[str]:
        """Living jobs of this folder that the caller does not know, left by a crash between sbatch
        and the journal, or by an sbatch that timed out."""
        scripts = queries.living_scripts()
        ours = {job_id for job_id, script in scripts if script.startswith(f"{self.folder}/")}
        return sorted(ours - _arrays(known))

    def _living(self, job_ids: Collection[str]) -> list[str]:
        living = queries.squeue(_arrays(job_ids)) if job_ids else {}
        return [i for i in job_ids if i in living or any(j.startswith(f"{i}_") for j in living)]


def _arrays(job_ids: Collection[str]) -> set[str]:
    """Ids of the whole arrays: '7_3' → '7'."""
    return {job_id.partition("_")[0] for job_id in job_ids}

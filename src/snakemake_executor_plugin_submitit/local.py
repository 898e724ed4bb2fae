"""Running jobs on this machine through submitit, to try a workflow out without a scheduler."""

import contextlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import psutil
import submitit
from submitit.core.utils import JobPaths, cloudpickle_dump

from .job import SnakemakeJob
from .resources import local_parameters
from .settings import ExecutorSettings
from .states import Observation, State


class LocalCluster:
    """Each job is a process of its own."""

    name = "local"
    survives = False

    def __init__(self, settings: ExecutorSettings, run_folder: Path) -> None:
        self.settings = settings
        self.run_folder = run_folder
        self.jobs: dict[str, submitit.Job[str]] = {}

    def parameters(self, resources: Mapping[str, Any], threads: int) -> dict[str, Any]:
        return local_parameters(resources, threads, self.settings)

    def submit(
        self, jobs: Sequence[SnakemakeJob], parameters: Mapping[str, Any], name: str
    ) -> list[JobPaths]:
        executor = submitit.LocalExecutor(self.run_folder)
        executor.update_parameters(**parameters)
        submitted = [executor.submit(job) for job in jobs]
        self.jobs.update((job.job_id, job) for job in submitted)
        return [job.paths for job in submitted]

    def observe(self, job_ids: Collection[str]) -> dict[str, Observation]:
        running, ended = Observation(State.RUNNING), Observation(State.FAILED)
        return {job_id: ended if self.jobs[job_id].done() else running for job_id in job_ids}

    def cancel(self, job_ids: Collection[str]) -> None:
        processes = []
        for job_id in job_ids:
            with contextlib.suppress(psutil.NoSuchProcess):
                if not self.jobs[job_id].done():
                    controller = psutil.Process(int(job_id))
                    processes += [controller, *controller.children(recursive=True)]
        for end in (psutil.Process.terminate, psutil.Process.kill):
            for process in processes:
                with contextlib.suppress(psutil.NoSuchProcess):
                    end(process)
            processes = psutil.wait_procs(processes, timeout=5)[1]

    def strays(self, known: Collection[str]) -> list[str]:
        return []


class DebugCluster:
    """Each job runs inside this process, one after the other, when it is submitted."""

    name = "debug"
    survives = False

    def __init__(self, settings: ExecutorSettings, run_folder: Path) -> None:
        self.run_folder = run_folder

    def parameters(self, resources: Mapping[str, Any], threads: int) -> dict[str, Any]:
        return {}

    def submit(
        self, jobs: Sequence[SnakemakeJob], parameters: Mapping[str, Any], name: str
    ) -> list[JobPaths]:
        executor = submitit.DebugExecutor(self.run_folder)
        return [self._run(executor.submit(job.run_here)) for job in jobs]

    def _run(self, job: submitit.Job[str]) -> JobPaths:
        """Run the job and leave its result where the other executors do."""
        error = job.exception()  # unlike result(), opens no debugger
        result = ("success", job.result()) if error is None else ("error", str(error))
        cloudpickle_dump(result, job.paths.result_pickle)
        return job.paths

    def observe(self, job_ids: Collection[str]) -> dict[str, Observation]:
        return dict.fromkeys(job_ids, Observation(State.FAILED))

    def cancel(self, job_ids: Collection[str]) -> None:
        """All of them have ended."""

    def strays(self, known: Collection[str]) -> list[str]:
        return []

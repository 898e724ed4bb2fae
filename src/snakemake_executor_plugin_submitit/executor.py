"""Snakemake's side of the executor: its interface, and how a job becomes a command."""

import asyncio
import sys
from collections.abc import AsyncGenerator
from typing import TYPE_CHECKING

from snakemake_interface_common.exceptions import WorkflowError
from snakemake_interface_executor_plugins.executors.base import SubmittedJobInfo
from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor
from snakemake_interface_executor_plugins.jobs import JobExecutorInterface
from snakemake_interface_executor_plugins.settings import ExecMode

if TYPE_CHECKING:
    from .dispatcher import Dispatcher

SECONDS_BETWEEN_LOOKS = 1.0  # for results of jobs; the scheduler is asked more rarely


class Executor(RemoteExecutor):
    """Runs each job through submitit; the work is done by the Dispatcher.

    Snakemake imports this module at every start, inside every job as well, so what is heavy is
    imported when an executor is made.
    """

    dispatcher: "Dispatcher"

    def __post_init__(self) -> None:
        from .dispatcher import Dispatcher

        if self.workflow.remote_execution_settings.immediate_submit:
            raise WorkflowError("The submitit executor cannot be used with --immediate-submit.")
        self.dispatcher = Dispatcher(self, self.workflow.executor_settings)

    def run_jobs(self, jobs: list[JobExecutorInterface]) -> None:
        for job in jobs:
            self.run_job_pre(job)
        self.dispatcher.submit(jobs)

    def run_job(self, job: JobExecutorInterface) -> None:
        self.dispatcher.submit([job])

    async def check_active_jobs(
        self, active_jobs: list[SubmittedJobInfo]
    ) -> AsyncGenerator[SubmittedJobInfo, None]:
        ended = self.dispatcher.follow([info.job for info in active_jobs]) if active_jobs else ()
        for info in active_jobs:
            if info.job not in ended:
                yield info

    async def sleep(self) -> None:
        await asyncio.sleep(SECONDS_BETWEEN_LOOKS)

    def handle_job_success(self, job: JobExecutorInterface) -> None:
        super().handle_job_success(job)
        self.dispatcher.forget(job, succeeded=True)

    def handle_job_error(self, job: JobExecutorInterface) -> None:
        super().handle_job_error(job)
        self.dispatcher.forget(job, succeeded=False)

    def cancel_jobs(self, active_jobs: list[SubmittedJobInfo]) -> None:
        """Cancel all jobs, also those that are being looked at and not in the list meanwhile."""
        self.dispatcher.cancel(strays=True)

    def shutdown(self) -> None:
        self.dispatcher.cancel(strays=False)  # what is left after an error of the executor itself
        super().shutdown()
        self.dispatcher.close()

    def get_job_args(self, job: JobExecutorInterface) -> str:
        """The Snakemake inside a job uses the job's CPUs, not all of the node's."""
        return f"{super().get_job_args(job)} --cores {max(1, job.threads)}"

    def additional_general_args(self) -> str:
        """The Snakemake inside a job runs that job in place, whatever profiles say."""
        return "--executor local --scheduler greedy --workflow-profile none --quiet host progress"

    def get_python_executable(self) -> str:
        return sys.executable

    def get_exec_mode(self) -> ExecMode:
        return ExecMode.REMOTE

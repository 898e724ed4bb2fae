"""From Snakemake's jobs to what is submitted: callables, parameters, and arrays of those alike."""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import cloudpickle
from snakemake_interface_executor_plugins.executors.base import SubmittedJobInfo
from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor
from snakemake_interface_executor_plugins.jobs import JobExecutorInterface
from submitit.core.utils import JobPaths

from . import attempts, job, processes
from .cluster import Cluster
from .identity import job_fingerprint, job_key, members
from .resources import signal_delay
from .settings import ExecutorSettings
from .submission import Submission, attempts_path

CARRIED = (attempts, job, processes)  # jobs carry these with them and do not import this package
for module in CARRIED:
    cloudpickle.register_pickle_by_value(module)


def prepare(
    snakemake_job: JobExecutorInterface,
    folder: Path,
    executor: RemoteExecutor,
    cluster: Cluster,
    settings: ExecutorSettings,
) -> Submission:
    """A job that can be submitted through the folder; raises WorkflowError for bad resources."""
    resources = dict(snakemake_job.resources.items())
    key = job_key(snakemake_job)
    progress_file = resources.get("progress_file")
    record = attempts.Attempts(
        path=attempts_path(folder, key),
        progress_file=Path(progress_file).absolute() if progress_file else None,
        restart_limit=settings.restart_limit,
        patience=settings.progress_patience,
    )
    task = job.SnakemakeJob(
        command=executor.format_job_exec(snakemake_job),
        workdir=Path(executor.workflow.workdir_init),
        attempts=record,
        runtime_min=resources.get("runtime"),
        signal_delay_s=signal_delay(resources.get("runtime"), settings),
    )
    return Submission(
        info=SubmittedJobInfo(snakemake_job),
        key=key,
        fingerprint=job_fingerprint(members(snakemake_job)),
        task=task,
        parameters=cluster.parameters(resources, snakemake_job.threads),
        paths=JobPaths(folder),
    )


def batches(submissions: Iterable[Submission], limit: int) -> Iterator[list[Submission]]:
    """Groups of at most `limit` jobs that ask for the same: each is one array."""
    alike: dict[str, list[Submission]] = defaultdict(list)
    for submission in submissions:
        alike[json.dumps(submission.parameters, sort_keys=True)].append(submission)
    for group in alike.values():
        for start in range(0, len(group), limit):
            yield group[start : start + limit]

"""Finding the jobs of an earlier Snakemake process that was killed while they ran."""

import logging
import os
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from snakemake_interface_common.exceptions import WorkflowError
from snakemake_interface_executor_plugins.jobs import JobExecutorInterface
from snakemake_interface_executor_plugins.workflow import WorkflowExecutorInterface
from submitit.core.utils import JobPaths

from .attempts import FINISHED
from .cluster import Cluster, QueryError
from .identity import is_outdated, job_fingerprint, job_key
from .job import FINISHED_LATE
from .journal import Entry, Journal
from .states import UNSEEN, Observation, State
from .submission import read_result, remove_files

PAUSES_S = (2, 5, 10, 20, 40, 60, 60, 60)


@dataclass
class Legacy:
    """What is left of an earlier process's jobs."""

    adopted: dict[JobExecutorInterface, Entry] = field(default_factory=dict)
    """Jobs that still live, or have finished meanwhile, and whose result will be right."""
    outdated: list[Entry] = field(default_factory=list)
    """Jobs that still live, but whose inputs, parameters or code have changed since."""
    ended: list[Entry] = field(default_factory=list)
    """Jobs that ended without a usable result."""


def find_legacy(
    jobs: Iterable[JobExecutorInterface],
    journal: Journal,
    cluster: Cluster,
    logger: logging.Logger,
) -> Legacy:
    """Look the jobs up in the journal and ask the scheduler about those that are there."""
    entries = {job: journal.open[key] for job in jobs if (key := job_key(job)) in journal.open}
    legacy = Legacy()
    if not entries:
        return legacy
    observations = _observe([entry.job_id for entry in entries.values()], cluster, logger)
    for job, entry in entries.items():
        seen = observations.get(entry.job_id, UNSEEN)
        alive = seen.state in (State.PENDING, State.RUNNING)
        if _is_current(job, entry) and (alive or _has_finished(job, entry)):
            legacy.adopted[job] = entry
        elif alive:
            legacy.outdated.append(entry)
        else:
            legacy.ended.append(entry)
    return legacy


def record_finished(
    workflow: WorkflowExecutorInterface, journal: Journal, logger: logging.Logger
) -> set[Path]:
    """Record jobs that finished after their Snakemake process had died, as it would have done.

    Their outputs look complete to Snakemake, but it has no record of the code and parameters that
    made them, and would not make them again when those change. Returns the folders of the jobs.
    Raises WorkflowError if they have changed already.
    """
    keys = {job_key(job): job for job in workflow.dag.jobs} if journal.open else {}
    finished = [
        (keys[entry.key], entry)
        for entry in journal.open.values()
        if entry.key in keys
        and not workflow.dag.needrun(keys[entry.key])
        and _has_finished(keys[entry.key], entry)
    ]
    outdated = [job for job, entry in finished if not _is_current(job, entry)]
    for job, entry in finished:
        if job in outdated:
            workflow.persistence.started(job, entry.job_id)  # marks its outputs as incomplete
        else:
            workflow.async_run(workflow.persistence.finished(job))
        remove_files(JobPaths(Path(entry.folder), entry.job_id), entry.key)
    journal.close([entry.key for _, entry in finished])
    if outdated:
        raise WorkflowError(
            f"{len(outdated)} jobs of an earlier run finished after it was killed, and their "
            "inputs, parameters or code have changed since. Start again with "
            f"--rerun-incomplete to make their outputs anew, among them {outdated[0].output}."
        )
    if finished:
        logger.info(f"{len(finished)} jobs of an earlier run have finished since it was killed.")
    return {Path(entry.folder) for _, entry in finished}


def _is_current(job: JobExecutorInterface, entry: Entry) -> bool:
    """Whether the result of the submitted job would be right today."""
    same = entry.fingerprint == job_fingerprint(job)
    return same and not is_outdated(job, entry.submitted_at)


def _has_finished(job: JobExecutorInterface, entry: Entry) -> bool:
    result = read_result(JobPaths(Path(entry.folder), entry.job_id).result_pickle)
    return (
        result is not None
        and result.succeeded
        and result.outcome in (FINISHED, FINISHED_LATE)
        and all(os.path.exists(str(path)) for path in job.output)
    )


def _observe(
    job_ids: list[str], cluster: Cluster, logger: logging.Logger
) -> dict[str, Observation]:
    """Insist on an answer: without one, jobs might be submitted twice."""
    for pause in PAUSES_S:
        try:
            return cluster.observe(job_ids)
        except QueryError as error:
            logger.warning(
                f"Jobs of an earlier run may be in the queue, but {cluster.name} does not tell; "
                f"asking again in {pause} s. It said: {error}"
            )
            time.sleep(pause)
    raise WorkflowError(
        f"{cluster.name} does not tell whether jobs of an earlier run are still in the queue. "
        "Start again when it answers."
    )

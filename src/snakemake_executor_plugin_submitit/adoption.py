"""Finding the jobs of an earlier Snakemake process that was killed while they ran."""

import logging
import os
import time
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from snakemake_interface_common.exceptions import WorkflowError
from snakemake_interface_executor_plugins.jobs import JobExecutorInterface
from snakemake_interface_executor_plugins.workflow import WorkflowExecutorInterface
from submitit.core.utils import JobPaths

from .attempts import FINISHED
from .cluster import Cluster, QueryError
from .identity import is_outdated, job_fingerprint, job_key, member_keys, members
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
    """Jobs that still live, but whose inputs, parameters, code or group have changed since."""
    ended: list[Entry] = field(default_factory=list)
    """Jobs that ended without a usable result."""


def find_legacy(
    jobs: Iterable[JobExecutorInterface],
    journal: Journal,
    cluster: Cluster,
    logger: logging.Logger,
) -> Legacy:
    """Look the jobs up in the journal and ask the scheduler about those that are there."""
    legacy = Legacy()
    entries = _overlapping(jobs, journal)
    if not entries:
        return legacy
    observations = _observe([entry.job_id for entry in entries], cluster, logger)
    for entry, job in entries.items():
        seen = observations.get(entry.job_id, UNSEEN)
        alive = seen.state in (State.PENDING, State.RUNNING)
        same = job_key(job) == entry.key and _is_current(members(job), entry)
        if same and (alive or (_has_succeeded(entry) and _all_exist(job.output))):
            legacy.adopted[job] = entry
        elif alive:
            legacy.outdated.append(entry)
        else:
            legacy.ended.append(entry)
    return legacy


def _overlapping(
    jobs: Iterable[JobExecutorInterface], journal: Journal
) -> dict[Entry, JobExecutorInterface]:
    """The submitted jobs and groups that make a file of these jobs, each with one of them."""
    makers = {key: entry for entry in journal.open.values() for key in entry.members}
    return {makers[key]: job for job in jobs for key in member_keys(job) if key in makers}


def record_finished(
    workflow: WorkflowExecutorInterface, journal: Journal, logger: logging.Logger
) -> set[Path]:
    """Record jobs that finished after their Snakemake process had died, as it would have done.

    Their outputs look complete to Snakemake, but it has no record of the code and parameters that
    made them, and would not make them again when those change. Returns the folders of the jobs.
    Raises WorkflowError if they have changed already.
    """
    finished = _finished(workflow, journal) if journal.open else {}
    outdated: list[Any] = []
    for entry, jobs in finished.items():
        if _is_current(jobs, entry):
            for job in jobs:
                workflow.async_run(workflow.persistence.finished(job))
        else:
            outdated += jobs
            for job in jobs:
                workflow.persistence.started(job, entry.job_id)  # marks its outputs as incomplete
        remove_files(JobPaths(Path(entry.folder), entry.job_id), entry.key)
    journal.close([entry.key for entry in finished])
    if outdated:
        raise WorkflowError(
            f"{len(outdated)} jobs of an earlier run finished after it was killed, and their "
            "inputs, parameters or code have changed since. Start again with "
            f"--rerun-incomplete to make their outputs anew, among them {outdated[0].output}."
        )
    if finished:
        logger.info(f"{len(finished)} jobs of an earlier run have finished since it was killed.")
    return {Path(entry.folder) for entry in finished}


def _finished(workflow: WorkflowExecutorInterface, journal: Journal) -> dict[Entry, list[Any]]:
    """The submitted jobs and groups that have succeeded, and of which nothing is needed again."""
    jobs = {key: job for job in workflow.dag.jobs for key in member_keys(job)}
    return {
        entry: [jobs[key] for key in entry.members]
        for entry in journal.open.values()
        if all(key in jobs and not workflow.dag.needrun(jobs[key]) for key in entry.members)
        and _has_succeeded(entry)
    }


def _is_current(jobs: Collection[Any], entry: Entry) -> bool:
    """Whether the result of the submitted jobs would be right today."""
    same = entry.fingerprint == job_fingerprint(jobs)
    return same and not is_outdated(jobs, entry.submitted_at)


def _has_succeeded(entry: Entry) -> bool:
    """Whether the job has said so itself."""
    result = read_result(JobPaths(Path(entry.folder), entry.job_id).result_pickle)
    return result is not None and result.succeeded and result.outcome in (FINISHED, FINISHED_LATE)


def _all_exist(paths: Iterable[Any]) -> bool:
    return all(os.path.exists(str(path)) for path in paths)


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

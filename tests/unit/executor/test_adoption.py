"""What becomes of the jobs of a Snakemake process that was killed."""

import asyncio
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from snakemake_interface_common.exceptions import WorkflowError
from submitit.core.utils import JobPaths, cloudpickle_dump

from snakemake_executor_plugin_submitit.adoption import find_legacy, record_finished
from snakemake_executor_plugin_submitit.attempts import FINISHED
from snakemake_executor_plugin_submitit.identity import (
    job_fingerprint,
    job_key,
    member_keys,
    members,
)
from snakemake_executor_plugin_submitit.journal import Entry, Journal
from snakemake_executor_plugin_submitit.states import Observation, State
from tests.unit.executor.jobs import Group, Job, with_params

LOGGER = logging.getLogger("test")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    journal = Journal(tmp_path)
    yield journal
    os.close(journal._lock)


class Scheduler:
    name = "SLURM"

    def __init__(self, **states: State) -> None:
        self.states = states

    def observe(self, job_ids: list[str]) -> dict[str, Observation]:
        return {job_id: Observation(self.states[job_id]) for job_id in job_ids}


class Workflow:
    """Snakemake's DAG and records, of which the jobs `needed` are to be made."""

    def __init__(self, *jobs: Job, needed: tuple[Job, ...] = ()) -> None:
        self.dag = SimpleNamespace(jobs=jobs, needrun=lambda job: job in needed)
        self.persistence = self
        self.recorded: list[Job] = []
        self.incomplete: list[Job] = []

    async def finished(self, job: Job) -> None:
        self.recorded.append(job)

    def started(self, job: Job, job_id: str) -> None:
        self.incomplete.append(job)

    def async_run(self, task: object) -> None:
        asyncio.run(task)


def submitted(journal: Journal, job: Job | Group, job_id: str) -> Entry:
    entry = Entry(
        job_key(job), member_keys(job), job_fingerprint(members(job)), job_id,
        str(journal.path.parent), time.time(),
    )  # fmt: skip
    journal.add([entry])
    return entry


def succeed(entry: Entry) -> None:
    cloudpickle_dump(("success", FINISHED), JobPaths(entry.folder, entry.job_id).result_pickle)


def job(folder: Path, code: str = "a", name: str = "one") -> Job:
    return Job(name, [str(folder / f"{name}.txt")], params=with_params(code=code))


@pytest.mark.parametrize("state", [State.PENDING, State.RUNNING])
def test_a_living_job_is_adopted(journal: Journal, tmp_path: Path, state: State) -> None:
    entry = submitted(journal, job(tmp_path), "j1")
    again = job(tmp_path)
    assert find_legacy([again], journal, Scheduler(j1=state), LOGGER).adopted == {again: entry}


@pytest.mark.parametrize("state", [State.PENDING, State.RUNNING])
def test_a_living_job_of_outdated_code_is_not(
    journal: Journal, tmp_path: Path, state: State
) -> None:
    entry = submitted(journal, job(tmp_path), "j1")
    legacy = find_legacy([job(tmp_path, code="b")], journal, Scheduler(j1=state), LOGGER)
    assert not legacy.adopted
    assert legacy.outdated == [entry]


def test_a_finished_job_is_adopted_only_if_its_code_is_the_same(
    journal: Journal, tmp_path: Path
) -> None:
    entry = submitted(journal, job(tmp_path), "j1")
    succeed(entry)
    same, changed = job(tmp_path), job(tmp_path, code="b")
    scheduler = Scheduler(j1=State.DONE)
    assert find_legacy([same], journal, scheduler, LOGGER).ended == [entry], "its file is gone"
    Path(same.output[0]).touch()
    assert find_legacy([same], journal, scheduler, LOGGER).adopted == {same: entry}
    assert find_legacy([changed], journal, scheduler, LOGGER).ended == [entry]


def test_a_living_group_makes_way_when_it_is_put_together_differently(
    journal: Journal, tmp_path: Path
) -> None:
    first, second = job(tmp_path, name="first"), job(tmp_path, name="second")
    entry = submitted(journal, Group([first, second]), "j1")
    scheduler = Scheduler(j1=State.RUNNING)
    group = Group([second, first])
    assert find_legacy([group], journal, scheduler, LOGGER).adopted == {group: entry}
    assert find_legacy([second], journal, scheduler, LOGGER).outdated == [entry]
    assert find_legacy([first, second], journal, scheduler, LOGGER).outdated == [entry]


def test_what_finished_unseen_is_recorded(journal: Journal, tmp_path: Path) -> None:
    first, second, third = (job(tmp_path, name=name) for name in ("first", "second", "third"))
    succeed(submitted(journal, Group([first, second]), "j1"))
    succeed(submitted(journal, third, "j2"))
    still_runs = submitted(journal, job(tmp_path, name="fourth"), "j3")
    workflow = Workflow(first, second, third, job(tmp_path, name="fourth"), needed=(third,))
    record_finished(workflow, journal, LOGGER)
    assert set(workflow.recorded) == {first, second}
    assert set(journal.open) == {job_key(third), still_runs.key}


def test_what_outdated_code_finished_unseen_is_made_again(journal: Journal, tmp_path: Path) -> None:
    succeed(submitted(journal, job(tmp_path), "j1"))
    changed = job(tmp_path, code="b")
    workflow = Workflow(changed)
    with pytest.raises(WorkflowError, match=r"code have changed since.*one\.txt"):
        record_finished(workflow, journal, LOGGER)
    assert workflow.incomplete == [changed]
    assert not workflow.recorded
    assert not journal.open

"""What is cancelled when the user interrupts Snakemake."""

import logging
import threading
from collections.abc import Collection
from pathlib import Path
from types import SimpleNamespace

import pytest

from snakemake_executor_plugin_submitit.cluster import QueryError
from snakemake_executor_plugin_submitit.dispatcher import Dispatcher
from snakemake_executor_plugin_submitit.journal import Entry, Journal


class Cluster:
    """One that notes what it is asked to cancel."""

    def __init__(self) -> None:
        self.cancelled: list[str] = []
        self.answers = True

    def cancel(self, job_ids: Collection[str]) -> None:
        if not self.answers:
            raise QueryError("no answer")
        self.cancelled += job_ids

    def strays(self, known: Collection[str]) -> list[str]:
        return []


@pytest.fixture
def dispatcher(tmp_path: Path) -> Dispatcher:
    """Of three submitted jobs, an interrupt came before two were registered; a fourth is of an
    earlier process that was killed."""
    made = Dispatcher.__new__(Dispatcher)
    made.run_folder, earlier = tmp_path / "run", tmp_path / "earlier"
    for folder in (made.run_folder, earlier):
        folder.mkdir()
    made.journal = Journal(tmp_path)
    made.journal.add(
        Entry(key, (key,), "", f"5_{key}", str(folder), 0.0)
        for key, folder in zip("abcd", (*[made.run_folder] * 3, earlier), strict=True)
    )
    job = object()
    registered = SimpleNamespace(
        key="a", job_id="5_a", info=SimpleNamespace(job=job), remove_files=lambda: None
    )
    made.submissions = {job: registered}  # type: ignore[dict-item]
    made.cluster = Cluster()  # type: ignore[assignment]
    made.logger = logging.getLogger("test")  # type: ignore[assignment]
    made._folders, made._submitting, made._stopped = set(), threading.Lock(), False
    return made


def test_jobs_that_an_interrupt_kept_from_being_registered_are_cancelled(
    dispatcher: Dispatcher,
) -> None:
    dispatcher.cancel(strays=True)
    assert sorted(dispatcher.cluster.cancelled) == ["5_a", "5_b", "5_c"]  # type: ignore[attr-defined]
    assert set(dispatcher.journal.open) == {"d"}


def test_jobs_that_cannot_be_cancelled_stay_in_the_journal(dispatcher: Dispatcher) -> None:
    dispatcher.cluster.answers = False  # type: ignore[attr-defined]
    dispatcher.cancel(strays=True)
    assert set(dispatcher.journal.open) == set("abcd")

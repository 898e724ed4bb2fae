"""How jobs end, on a scheduler that says what it is told to say."""

import logging
from pathlib import Path
from types import SimpleNamespace

import pytest
from submitit.core.utils import JobPaths, cloudpickle_dump

from snakemake_executor_plugin_submitit import following
from snakemake_executor_plugin_submitit.attempts import FINISHED, STOPPED, Attempts
from snakemake_executor_plugin_submitit.cluster import QueryError
from snakemake_executor_plugin_submitit.following import Follower, Verdict
from snakemake_executor_plugin_submitit.job import INTERRUPTED, SnakemakeJob
from snakemake_executor_plugin_submitit.states import Observation, State
from snakemake_executor_plugin_submitit.submission import Submission


class Scheduler:
    """Answers queries with what the test has put into `answer`, or fails."""

    name = "SLURM"

    def __init__(self) -> None:
        self.answer: dict[str, Observation] | QueryError = {}
        self.queries = 0

    def observe(self, job_ids: list[str]) -> dict[str, Observation]:
        self.queries += 1
        if isinstance(self.answer, QueryError):
            raise self.answer
        return self.answer


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(following, "time", clock)
    return clock


@pytest.fixture
def scheduler() -> Scheduler:
    return Scheduler()


@pytest.fixture
def follower(scheduler: Scheduler, clock: Clock) -> Follower:
    return Follower(scheduler, 10.0, logging.getLogger("test"))


@pytest.fixture
def submission(tmp_path: Path) -> Submission:
    task = SnakemakeJob("true", tmp_path, Attempts(tmp_path / "key.attempts.json"), 10, 60)
    info = SimpleNamespace(job=SimpleNamespace(log=[]))
    return Submission(info, "key", "fingerprint", task, {}, JobPaths(tmp_path, "7_0"))


def leave(submission: Submission, kind: str, value: str) -> None:
    cloudpickle_dump((kind, value), submission.paths.result_pickle)


def says(state: State, **more: object) -> dict[str, Observation]:
    return {"7_0": Observation(state, state.name, **more)}


def test_a_result_needs_no_query(
    follower: Follower, scheduler: Scheduler, submission: Submission
) -> None:
    leave(submission, "success", FINISHED)
    [ending] = follower.look([submission])
    assert ending.verdict is Verdict.FINISHED
    assert scheduler.queries == 0


def test_an_interrupted_job_is_submitted_again(follower: Follower, submission: Submission) -> None:
    leave(submission, "success", INTERRUPTED)
    assert [ending.verdict for ending in follower.look([submission])] == [Verdict.RESTART]


def test_of_a_failure_the_scheduler_tells_more(
    follower: Follower, scheduler: Scheduler, submission: Submission, clock: Clock
) -> None:
    scheduler.answer = says(State.RUNNING)
    assert not follower.look([submission])
    leave(submission, "error", "Traceback\npackage.module.CommandError: exit status 1.")
    assert not follower.look([submission])
    scheduler.answer = says(State.OUT_OF_MEMORY)
    clock.now += 3
    [ending] = follower.look([submission])
    assert ending.verdict is Verdict.FAILED
    assert "SLURM job 7_0 ended: out of memory. exit status 1." in ending.message


def test_queries_keep_their_distance(
    follower: Follower, scheduler: Scheduler, submission: Submission, clock: Clock
) -> None:
    scheduler.answer = says(State.RUNNING)
    for _ in range(100):
        assert not follower.look([submission])
        clock.now += 1
    assert scheduler.queries == 10


def test_failing_queries_are_repeated_ever_more_rarely(
    follower: Follower, scheduler: Scheduler, submission: Submission, clock: Clock
) -> None:
    scheduler.answer = QueryError("slurmdbd: Connection refused")
    for _ in range(600):
        assert not follower.look([submission])
        clock.now += 1
    assert scheduler.queries == 7  # after 0, 20, 60, 140, 260, 380 and 500 s
    scheduler.answer = says(State.RUNNING)
    clock.now += 120
    assert not follower.look([submission])


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        (State.DONE, Verdict.FAILED),
        (State.FAILED, Verdict.FAILED),
        (State.CANCELLED, Verdict.FAILED),
        (State.OUT_OF_MEMORY, Verdict.FAILED),
        (State.TIMEOUT, Verdict.RESTART),
        (State.PREEMPTED, Verdict.RESTART),
        (State.NODE_FAILURE, Verdict.RESTART),
    ],
)
def test_a_state_without_a_result_is_believed_in_the_end(
    follower: Follower,
    scheduler: Scheduler,
    submission: Submission,
    clock: Clock,
    state: State,
    verdict: Verdict,
) -> None:
    submission.task.attempts.begin()
    scheduler.answer = says(state)
    assert not follower.look([submission]), "the result may be on its way"
    clock.now += 20
    assert [ending.verdict for ending in follower.look([submission])] == [verdict]


def test_a_failed_node_is_forgotten_when_slurm_requeues(
    follower: Follower, scheduler: Scheduler, submission: Submission, clock: Clock
) -> None:
    for state in (State.NODE_FAILURE, State.PENDING, State.NODE_FAILURE, State.RUNNING):
        scheduler.answer = says(state)
        assert not follower.look([submission])
        clock.now += 12


def test_a_job_that_saved_itself_and_was_not_requeued(
    follower: Follower, scheduler: Scheduler, submission: Submission, clock: Clock
) -> None:
    submission.task.attempts.begin()
    submission.task.attempts.end(STOPPED)
    scheduler.answer = says(State.FAILED)
    follower.look([submission])
    clock.now += 20
    assert [ending.verdict for ending in follower.look([submission])] == [Verdict.RESTART]


@pytest.mark.parametrize(
    ("began", "requeued", "verdict"),
    [
        (0, 0, Verdict.RESTART),  # preempted while it was being started
        (1, 1, Verdict.RESTART),  # requeued, and SLURM was not able to start it again
        (1, 0, Verdict.FAILED),
        (2, 1, Verdict.FAILED),
    ],
)
def test_a_job_that_did_not_begin(
    follower: Follower,
    scheduler: Scheduler,
    submission: Submission,
    clock: Clock,
    began: int,
    requeued: int,
    verdict: Verdict,
) -> None:
    for _ in range(began):
        submission.task.attempts.begin()
    scheduler.answer = says(State.FAILED, restarts=requeued)
    follower.look([submission])
    clock.now += 20
    assert [ending.verdict for ending in follower.look([submission])] == [verdict]


def test_a_job_that_never_begins(
    follower: Follower, scheduler: Scheduler, submission: Submission, clock: Clock
) -> None:
    """Whatever became of its attempts before it was submitted again."""
    submission.task.attempts.begin()
    submission.task.attempts.end(STOPPED)
    submission.begun_before = 1
    verdicts = []
    for _ in range(3):
        scheduler.answer = says(State.FAILED)
        follower.look([submission])
        clock.now += 20
        verdicts += [ending.verdict for ending in follower.look([submission])]
        submission.ended_since = None
        clock.now += 20
    assert verdicts == [Verdict.RESTART, Verdict.RESTART, Verdict.FAILED]


def test_an_unknown_job_gets_a_minute(
    follower: Follower, scheduler: Scheduler, submission: Submission, clock: Clock
) -> None:
    for _ in range(5):
        assert not follower.look([submission])
        clock.now += 11
    clock.now += 11
    assert [ending.verdict for ending in follower.look([submission])] == [Verdict.FAILED]


def test_requeues_are_told(
    follower: Follower,
    scheduler: Scheduler,
    submission: Submission,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    scheduler.answer = says(State.PENDING, restarts=1, reason="QOSMaxGRESPerUser")
    follower.look([submission])
    assert "was requeued (1 times so far)" in caplog.text
    assert "is pending: QOSMaxGRESPerUser" in caplog.text

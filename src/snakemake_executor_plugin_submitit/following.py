"""Following submitted jobs: how each of them ended, if it did."""

import logging
import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from .attempts import FINISHED, STOPPED, TIME_LIMIT
from .cluster import Cluster, QueryError
from .job import FINISHED_LATE
from .messages import job_error, ran_out_of_memory
from .states import UNSEEN, Observation, State
from .submission import Submission, read_result

# How long a job that looks ended may still hand in its result, or be requeued by SLURM.
PATIENCE_S = 15.0
UNSEEN_PATIENCE_S = 60.0
LONGEST_PAUSE_S = 120.0
FALSE_STARTS = 2  # of a job, until it is believed that it never will begin
SECONDS_TO_END = 2.0  # from the result of a job to its end

USUAL_REASONS = {
    "", "None", "Priority", "Resources", "BeginTime", "Dependency", "Prolog", "Cleaning",
    "JobArrayTaskLimit", "RaisedSignal", "NonZeroExitCode",
}  # fmt: skip


class Verdict(Enum):
    FINISHED = "finished"
    FINISHED_LATE = "finished, and may start again in vain"
    RESTART = "to be submitted again"
    FAILED = "failed"


@dataclass(frozen=True)
class Ending:
    submission: Submission
    verdict: Verdict
    message: str = ""


class Follower:
    """Looks for results often, and asks the scheduler about all other jobs at once, rarely."""

    def __init__(self, cluster: Cluster, seconds_between_queries: float, logger: logging.Logger):
        self.cluster = cluster
        self.interval = seconds_between_queries
        self.logger = logger
        self._pause = seconds_between_queries
        self._next_query = 0.0

    def look(self, submissions: Sequence[Submission]) -> list[Ending]:
        """The jobs among these that have ended since the last look."""
        endings = self._with_result(submissions)
        ended = {ending.submission.key for ending in endings}
        waiting = [submission for submission in submissions if submission.key not in ended]
        if waiting and time.monotonic() >= self._next_query:
            endings += self._without_result(waiting)
        return endings

    def _with_result(self, submissions: Sequence[Submission]) -> list[Ending]:
        """Jobs whose own result says how they ended."""
        present = _listing({submission.paths.folder for submission in submissions})
        candidates = [s for s in submissions if s.failure is None]
        return [
            ending
            for submission in candidates
            if submission.paths.result_pickle in present
            and (ending := self._judge_result(submission))
        ]

    def _judge_result(self, submission: Submission) -> Ending | None:
        """How the job ended by its own account; of a failure the scheduler may know more."""
        result = read_result(submission.paths.result_pickle)
        if result is None:
            return None
        if not result.succeeded:
            submission.failure = result.outcome
            self._next_query = min(self._next_query, time.monotonic() + SECONDS_TO_END)
            return None
        verdicts = {FINISHED: Verdict.FINISHED, FINISHED_LATE: Verdict.FINISHED_LATE}
        return Ending(submission, verdicts.get(result.outcome, Verdict.RESTART))

    def _without_result(self, submissions: Sequence[Submission]) -> list[Ending]:
        """Jobs that have ended according to the scheduler."""
        try:
            observations = self.cluster.observe([submission.job_id for submission in submissions])
        except QueryError as error:
            self._pause = min(2 * self._pause, LONGEST_PAUSE_S)
            self._next_query = time.monotonic() + self._pause
            self.logger.warning(
                f"{self.cluster.name} does not tell the states of jobs; asking again in "
                f"{self._pause:.0f} s. It said: {error}"
            )
            return []
        self._pause = self.interval
        self._next_query = time.monotonic() + self.interval
        endings = []
        for submission in submissions:
            self._note_changes(submission, observations.get(submission.job_id, UNSEEN))
            if self._is_over(submission):
                endings.append(self._judge_state(submission))
        return endings

    def _note_changes(self, submission: Submission, seen: Observation) -> None:
        before, submission.observation = submission.observation, seen
        if seen.restarts > before.restarts:
            self.logger.info(
                f"{self.cluster.name} job {submission.job_id} was requeued "
                f"({seen.restarts} times so far)."
            )
        if seen.state is State.PENDING and seen.reason not in (before.reason, *USUAL_REASONS):
            self.logger.info(
                f"{self.cluster.name} job {submission.job_id} is pending: {seen.reason}"
            )

    def _is_over(self, submission: Submission) -> bool:
        """Whether the job has ended, or looked so for so long that it must have."""
        state, has_failed = submission.observation.state, submission.failure is not None
        if not (state.is_final or state is State.UNKNOWN or has_failed):
            submission.ended_since = None
            return False
        now = time.monotonic()
        if submission.ended_since is None:
            submission.ended_since = now
        patience = UNSEEN_PATIENCE_S if state is State.UNKNOWN else PATIENCE_S
        return (state.is_final and has_failed) or now - submission.ended_since >= patience

    def _judge_state(self, submission: Submission) -> Ending:
        late = self._judge_result(submission)
        if late:
            return late
        seen, attempts = submission.observation, submission.task.attempts
        if seen.state is State.TIMEOUT:
            attempts.end(TIME_LIMIT)
        if seen.state.deserves_restart or _was_stopped(submission):
            return Ending(submission, Verdict.RESTART)
        if submission.failure is not None and not seen.state.is_final:
            seen = Observation(State.FAILED)
        if seen.state is State.FAILED and ran_out_of_memory(submission.paths.stdout):
            seen = Observation(State.OUT_OF_MEMORY, seen.name)
        message = job_error(
            self.cluster.name, submission.job_id, seen, submission.failure or "", submission.logs
        )
        return Ending(submission, Verdict.FAILED, message)


def _was_stopped(submission: Submission) -> bool:
    """Whether a job without a result was stopped, although the scheduler says that it failed.

    If it has not even begun, it may have been preempted while it was being started, or SLURM was
    not able to start it, as it is with GPUs after the failure of a node; or it never will begin.
    """
    seen, attempts = submission.observation, submission.task.attempts
    if seen.state is not State.FAILED or submission.failure is not None:
        return False
    if len(attempts.records()) - submission.begun_before > seen.restarts:
        return attempts.last_end in (TIME_LIMIT, STOPPED)
    submission.false_starts += 1
    return submission.false_starts <= FALSE_STARTS


def _listing(folders: Iterable[Path]) -> set[Path]:
    """All files in the folders, as they are now."""
    files: set[Path] = set()
    for folder in folders:
        os.chmod(folder, os.stat(folder).st_mode)  # makes NFS forget what it has cached
        files.update(folder / name for name in os.listdir(folder))
    return files

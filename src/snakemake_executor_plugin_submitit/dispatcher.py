"""Jobs in, submissions out, and their ends reported back."""

import os
import threading
import time
from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

from snakemake_interface_common.exceptions import WorkflowError
from snakemake_interface_executor_plugins.executors.base import SubmittedJobInfo
from snakemake_interface_executor_plugins.executors.remote import RemoteExecutor
from snakemake_interface_executor_plugins.jobs import JobExecutorInterface
from submitit.core.utils import JobPaths

from .adoption import find_legacy, record_finished
from .attempts import NoProgressError
from .cluster import QueryError, SubmissionError
from .clusters import open_cluster
from .following import Ending, Follower, Verdict
from .journal import Entry, Journal
from .messages import job_error, submission_error
from .preparing import batches, prepare
from .settings import ExecutorSettings
from .submission import (
    Submission,
    remove_attempt,
    remove_files,
    remove_if_unused,
    remove_succeeded,
)


class Dispatcher:
    """Everything between Snakemake's executor and the cluster.

    The main thread submits; the thread that follows jobs submits again what was interrupted.
    """

    def __init__(self, executor: RemoteExecutor, settings: ExecutorSettings) -> None:
        self.executor = executor
        self.settings = settings
        self.logger = executor.logger
        folder = settings.folder.absolute()
        ran_before = folder.exists()
        self.run_folder = folder / f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
        self.run_folder.mkdir(parents=True)
        self.journal = Journal(folder)
        self.cluster = open_cluster(settings, folder, self.run_folder)
        seconds = executor.workflow.remote_execution_settings.seconds_between_status_checks
        self.follower = Follower(self.cluster, seconds, self.logger)
        self.submissions: dict[JobExecutorInterface, Submission] = {}
        self._folders = {self.run_folder}
        self._submitting = threading.Lock()
        self._stopped = False
        if ran_before:
            self._cancel_strays()
            self._record_finished()

    # ---- submitting ----------------------------------------------------------------------------

    def submit(self, jobs: Collection[JobExecutorInterface]) -> None:
        """Submit jobs that are ready together, in arrays of those that ask for the same."""
        adopted = self._adopt(jobs)
        submissions = []
        for job in jobs:
            if job in adopted:
                continue
            try:
                submissions.append(self._prepare(job, self.run_folder))
            except WorkflowError as error:
                self.executor.report_job_error(SubmittedJobInfo(job), msg=f"{error}\n")
        for batch in batches(submissions, self.settings.array_limit):
            if self._submit_batch(batch):
                for submission in batch:
                    self._register(submission)

    def _prepare(self, job: JobExecutorInterface, folder: Path) -> Submission:
        return prepare(job, folder, self.executor, self.cluster, self.settings)

    def _submit_batch(self, batch: Sequence[Submission]) -> bool:
        """Submit jobs with equal parameters; report it if they are refused."""
        names = "+".join(sorted({submission.info.job.name for submission in batch}))
        parameters = batch[0].parameters
        try:
            with self._submitting:
                if self._stopped:
                    return False
                tasks = [submission.task for submission in batch]
                for submission in batch:
                    submission.begun_before = len(submission.task.attempts.records())
                all_paths = self.cluster.submit(tasks, parameters, names)
                for submission, paths in zip(batch, all_paths, strict=True):
                    submission.paths = paths
                    submission.info.external_jobid = submission.job_id
                if self.cluster.survives:
                    self.journal.add(submission.entry() for submission in batch)
        except SubmissionError as error:
            message = submission_error(self.cluster.name, names, len(batch), parameters, error)
            for submission in batch:
                self._report_error(submission, message)
            return False
        ids = " … ".join(dict.fromkeys((batch[0].job_id, batch[-1].job_id)))
        self.logger.info(f"Submitted {len(batch)} of {names} to {self.cluster.name}: {ids}.")
        return True

    def _register(self, submission: Submission) -> None:
        self.submissions[submission.info.job] = submission
        self.executor.report_job_submission(submission.info)

    # ---- jobs of an earlier Snakemake process --------------------------------------------------

    def _adopt(self, jobs: Collection[JobExecutorInterface]) -> set[JobExecutorInterface]:
        """Take over the jobs that an earlier process had submitted before it died."""
        legacy = find_legacy(jobs, self.journal, self.cluster, self.logger)
        if legacy.outdated:
            self.logger.info(
                f"Cancelling {len(legacy.outdated)} jobs of an earlier run, whose inputs, "
                "parameters, code or group have changed since."
            )
            self._drop(legacy.outdated)
        self.journal.close(entry.key for entry in legacy.ended)
        if legacy.adopted:
            self.logger.info(
                f"{len(legacy.adopted)} of these jobs were submitted by an earlier run; "
                "waiting for them."
            )
        for job, entry in legacy.adopted.items():
            submission = self._prepare(job, Path(entry.folder))
            submission.paths = JobPaths(entry.folder, entry.job_id)
            submission.info.external_jobid = entry.job_id
            self._folders.add(Path(entry.folder))
            self._register(submission)
        return set(legacy.adopted)

    def _cancel_strays(self) -> None:
        """Cancel jobs that are in the queue, but not in the journal."""
        try:
            strays = self.cluster.strays([entry.job_id for entry in self.journal.open.values()])
        except QueryError as error:
            raise WorkflowError(f"{self.cluster.name} does not answer: {error}") from error
        if strays:
            self.logger.info(f"Cancelling jobs that nobody waits for: {' '.join(strays)}")
            self._cancel(strays)
        for job_id in strays:
            for path in self.run_folder.glob(f"{job_id}_*"):
                path.unlink()

    # ---- following -----------------------------------------------------------------------------

    def follow(self, jobs: Iterable[JobExecutorInterface]) -> set[JobExecutorInterface]:
        """Report the jobs that have ended, and return them."""
        if self._stopped:
            return set()
        endings = self.follower.look([self.submissions[job] for job in jobs])
        interrupted = [ending.submission for ending in endings if not self._report(ending)]
        restarted = self._restart(interrupted)
        return {ending.submission.info.job for ending in endings} - restarted

    def _report(self, ending: Ending) -> bool:
        """Tell Snakemake of a job's end, if that is what it is."""
        submission = ending.submission
        match ending.verdict:
            case Verdict.RESTART:
                return False
            case Verdict.FAILED:
                self._report_error(submission, ending.message)
            case Verdict.FINISHED_LATE:
                self._cancel([submission.job_id])  # it may start again in vain
                self.executor.report_job_success(submission.info)
            case Verdict.FINISHED:
                self.executor.report_job_success(submission.info)
        return True

    def _restart(self, interrupted: Iterable[Submission]) -> set[JobExecutorInterface]:
        """Submit interrupted jobs again, as long as that gets them anywhere."""
        hopeful = []
        for submission in interrupted:
            seen, record = submission.observation, submission.task.attempts
            try:
                record.check()
            except NoProgressError as error:
                message = job_error(
                    self.cluster.name, submission.job_id, seen, str(error), submission.logs
                )
                self._report_error(submission, message)
                continue
            self.logger.info(
                f"{self.cluster.name} job {submission.job_id} ended: {seen.state.value}, in its "
                f"attempt {len(record.records())}. Submitting it again."
            )
            submission.ended_since = submission.failure = None
            hopeful.append(submission)
        restarted: set[JobExecutorInterface] = set()
        for batch in batches(hopeful, self.settings.array_limit):
            predecessors = [submission.paths for submission in batch]
            if self._submit_batch(batch):
                restarted.update(submission.info.job for submission in batch)
                for paths in predecessors:
                    remove_attempt(paths)
        return restarted

    def _report_error(self, submission: Submission, message: str) -> None:
        log = submission.paths.stdout
        logs = [str(log)] if log.exists() else []
        self.executor.report_job_error(submission.info, msg=message, aux_logs=logs)

    def forget(self, job: JobExecutorInterface, succeeded: bool) -> None:
        """Snakemake is done with the job. Its files are kept only if it failed."""
        submission = self.submissions.pop(job, None)
        if submission is not None:
            self.journal.close([submission.key])
            if succeeded:
                submission.remove_files()

    # ---- ending --------------------------------------------------------------------------------

    def cancel(self, strays: bool) -> None:
        """Cancel all jobs that are left, and wait until they are gone.

        With `strays` also those of which this process did not learn, because it was interrupted.
        """
        self._stopped = True
        with self._submitting:
            left = list(self.submissions.values())
        if left:
            self.logger.info(f"Cancelling {len(left)} jobs and waiting until they have ended.")
            if self._cancel([submission.job_id for submission in left]):
                for submission in left:
                    self.forget(submission.info.job, succeeded=True)
        if strays:
            self._drop(self._unregistered())
            self._cancel_strays()

    def _unregistered(self) -> list[Entry]:
        """Jobs that were submitted just before an interrupt: in the journal, and nowhere else."""
        known = {submission.key for submission in self.submissions.values()}
        return [
            entry
            for entry in self.journal.open.values()
            if Path(entry.folder) == self.run_folder and entry.key not in known
        ]

    def _drop(self, entries: Collection[Entry]) -> None:
        """Cancel jobs of the journal, and leave nothing of them."""
        if not entries or not self._cancel([entry.job_id for entry in entries]):
            return
        for entry in entries:
            self._folders.add(Path(entry.folder))
            remove_files(JobPaths(entry.folder, entry.job_id), entry.key)
        self.journal.close(entry.key for entry in entries)

    def _cancel(self, job_ids: Collection[str]) -> bool:
        try:
            self.cluster.cancel(job_ids)
        except QueryError as error:
            self.logger.error(str(error))
            return False
        return True

    def _record_finished(self) -> None:
        """Record what an earlier process's jobs have finished since it was killed."""
        self._folders |= record_finished(self.executor.workflow, self.journal, self.logger)

    def close(self) -> None:
        try:
            # A job may have written its outputs before this process planned, and ended after.
            self._record_finished()
        except WorkflowError as error:
            self.logger.error(str(error))
        followed = {entry.job_id for entry in self.journal.open.values()}
        for folder in self._folders:
            remove_succeeded(folder, followed)
            remove_if_unused(folder)

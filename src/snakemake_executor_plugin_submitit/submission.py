"""One Snakemake job in the hands of the scheduler, and the files that go with it."""

import re
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from snakemake_interface_executor_plugins.executors.base import SubmittedJobInfo
from submitit.core.utils import JobPaths, pickle_load

from .identity import member_keys
from .job import SnakemakeJob
from .journal import Entry
from .states import UNSEEN, Observation


@dataclass
class Submission:
    """What is needed to follow a job, to submit it again and to tell of its end."""

    info: SubmittedJobInfo
    key: str
    fingerprint: str
    task: SnakemakeJob
    parameters: dict[str, Any]
    paths: JobPaths
    """Paths of the job's files; its id is unknown until it is submitted."""
    observation: Observation = UNSEEN
    failure: str | None = None
    """The error that the job itself left as its result."""
    ended_since: float | None = None
    """When the job was first seen to look ended, without the last word on how."""
    begun_before: int = 0
    """Attempts that had begun when it was submitted, which may be again."""
    false_starts: int = 0
    """How often it ended before it began."""

    @property
    def job_id(self) -> str:
        return str(self.paths.job_id)

    @property
    def logs(self) -> list[Path]:
        """What the rule logged, and what the scheduler caught of its output."""
        return [*(Path(log) for log in self.info.job.log), self.paths.stdout]

    def entry(self) -> Entry:
        """What the journal remembers of it."""
        return Entry(
            key=self.key,
            members=member_keys(self.info.job),
            fingerprint=self.fingerprint,
            job_id=self.job_id,
            folder=str(self.paths.folder),
            submitted_at=time.time(),
        )

    def remove_files(self) -> None:
        remove_files(self.paths, self.key)


@dataclass(frozen=True)
class Result:
    """What the job itself left: how it ended, or the last line of its traceback."""

    succeeded: bool
    outcome: str


def read_result(path: Path) -> Result | None:
    """The result that submitit wrote at the end of a job; None if it cannot be read (yet)."""
    try:
        kind, value = pickle_load(path)
    except (OSError, EOFError):
        return None
    if kind == "success":
        return Result(True, str(value))
    last_line = str(value).strip().splitlines()[-1]
    return Result(False, re.sub(r"^[\w.]+Error: ", "", last_line))


def attempts_path(folder: Path, key: str) -> Path:
    return folder / f"{key}.attempts.json"


def remove_files(paths: JobPaths, key: str) -> None:
    """Remove the files of one job."""
    remove_attempt(paths)
    attempts_path(paths.folder, key).unlink(missing_ok=True)


def remove_attempt(paths: JobPaths) -> None:
    """Remove the files of one submission, but what is known of the job's attempts so far."""
    for path in (paths.submitted_pickle, paths.result_pickle, paths.stdout):
        path.unlink(missing_ok=True)


def remove_succeeded(folder: Path, followed: Collection[str]) -> None:
    """Remove what is left of jobs that succeeded, but not of those that are still `followed`.

    A process that was killed between learning of a success and tidying up leaves such files.
    """
    for path in folder.glob("*_result.pkl"):
        paths = JobPaths(folder, path.name.removesuffix("_0_result.pkl"))
        result = read_result(paths.result_pickle)
        if str(paths.job_id) not in followed and result is not None and result.succeeded:
            remove_attempt(paths)
    if not any(folder.glob("*_submitted.pkl")):
        for path in folder.glob("*.attempts.json"):
            path.unlink()


def remove_if_unused(folder: Path) -> None:
    """Remove a submission folder in which nothing but job scripts is left."""
    files = list(folder.iterdir()) if folder.is_dir() else []
    if all(re.search(r"submission(_file_\w+)?\.sh$", file.name) for file in files):
        for file in files:
            file.unlink()
        folder.rmdir()

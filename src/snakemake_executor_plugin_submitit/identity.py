"""Which Snakemake job a submission belongs to, and whether its result would still be right."""

import hashlib
import os
import re
from typing import Any

from snakemake_interface_executor_plugins.jobs import JobExecutorInterface


def job_key(job: JobExecutorInterface) -> str:
    """Stable identity of a job: its rules and its outputs."""
    rules = {str(part.rule.name) for part in _parts(job)}
    return _digest([sorted(rules), sorted(map(str, job.output))])


def job_fingerprint(job: JobExecutorInterface) -> str:
    """Changes with the names of the inputs, the parameters and the code of a job's rules."""
    return _digest(
        sorted(
            [
                str(part.rule.name),
                sorted(map(str, part.input)),
                [*part.params.keys(), *map(_stable_repr, part.params)],
                str(part.shellcmd or part.rule.run_func_src or part.rule.script),
            ]
            for part in _parts(job)
        )
    )


def is_outdated(job: JobExecutorInterface, submitted_at: float) -> bool:
    """Whether an input has changed since the job was submitted."""
    inputs = [str(path) for path in job.input]
    return any(os.path.exists(path) and os.path.getmtime(path) > submitted_at for path in inputs)


def _parts(job: JobExecutorInterface) -> list[Any]:
    return list(job.jobs) if job.is_group() else [job]


def _stable_repr(value: Any) -> str:
    """The value without addresses in memory."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:20]

"""Which Snakemake job a submission belongs to, and whether its result would still be right."""

import hashlib
import os
import re
from collections.abc import Iterable
from typing import Any

from snakemake_interface_executor_plugins.jobs import JobExecutorInterface


def members(job: JobExecutorInterface) -> list[Any]:
    """The jobs of a group; of a job that is none, itself."""
    return list(job.jobs) if job.is_group() else [job]


def member_keys(job: JobExecutorInterface) -> tuple[str, ...]:
    """Stable identities of a job's members: their rules and outputs."""
    return tuple(
        sorted(_digest([part.rule.name, sorted(map(str, part.output))]) for part in members(job))
    )


def job_key(job: JobExecutorInterface) -> str:
    """Stable identity of a job or group."""
    return _digest(member_keys(job))


def job_fingerprint(jobs: Iterable[Any]) -> str:
    """Changes with the names of the inputs, the parameters and the code of these jobs' rules."""
    return _digest(
        sorted(
            [
                str(job.rule.name),
                sorted(map(str, job.input)),
                [*job.params.keys(), *map(_stable_repr, job.params)],
                str(job.shellcmd or job.rule.run_func_src or job.rule.script or job.rule.notebook),
            ]
            for job in jobs
        )
    )


def is_outdated(jobs: Iterable[Any], submitted_at: float) -> bool:
    """Whether a file that goes into these jobs has changed since they were submitted."""
    jobs = list(jobs)
    paths = {path for job in jobs for path in (*map(str, job.input), *_script(job))}
    paths -= {str(path) for job in jobs for path in job.output}
    return any(os.path.exists(path) and os.path.getmtime(path) > submitted_at for path in paths)


def _script(job: Any) -> list[str]:
    """The file of a rule with the directive `script` or `notebook`."""
    path = job.rule.script or job.rule.notebook
    if not path:
        return []
    if job.rule.basedir is None:
        return [str(path)]
    return [str(job.rule.basedir.join(path).get_path_or_uri(secret_free=True))]


def _stable_repr(value: Any) -> str:
    """The value without addresses in memory."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def _digest(value: Any) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:20]

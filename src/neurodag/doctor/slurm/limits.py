"""Accounts, and how many jobs one may have in the queue."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from neurodag.doctor.finding import Finding, Findings, ok, problem, warning
from neurodag.doctor.slurm.requests import Request

ASSOCIATIONS = "account,partition,defaultqos,maxsubmitjobs,grpsubmitjobs"
QOS = "name,maxsubmitjobsperuser,grpsubmitjobs"


class Association(NamedTuple):
    """What one may use."""

    account: str
    partition: str
    qos: str
    limits: tuple[int, ...]
    """Limits on one's jobs in the queue."""


def parse_associations(text: str) -> list[Association]:
    """What `sacctmgr --noheader --parsable2 show associations` prints, in ASSOCIATIONS."""
    rows = (line.split("|") for line in text.splitlines() if line.count("|") == 4)
    return [
        Association(account, partition, qos, _numbers(limits))
        for account, partition, qos, *limits in rows
    ]


def parse_qos(text: str) -> dict[str, tuple[int, ...]]:
    """Limits by quality of service, from `sacctmgr … show qos`, in QOS."""
    rows = (line.split("|") for line in text.splitlines() if line.count("|") == 2)
    return {name: _numbers(limits) for name, *limits in rows}


def check_limits(
    config: Mapping[str, str],
    associations: Sequence[Association],
    qos: Mapping[str, tuple[int, ...]],
    requests: Iterable[Request],
    profile: Mapping[str, Any],
) -> Findings:
    accounts = sorted({association.account for association in associations})
    if "associations" in config.get("AccountingStorageEnforce", "") and not accounts:
        yield problem(
            "You have no account on this cluster.", "Ask those who run the cluster for one."
        )
        return
    for account in sorted({request.account for request in requests if request.account}):
        if account not in accounts:
            yield problem(
                f"The profile names the account {account}, which you may not use.",
                f"Set slurm_account to one of {', '.join(accounts) or '(none is told)'}.",
            )
    yield queue(associations, qos, profile)


def queue(
    associations: Sequence[Association],
    qos: Mapping[str, tuple[int, ...]],
    profile: Mapping[str, Any],
) -> Finding:
    """Whether the profile puts more jobs into the queue than are allowed."""
    resources = profile.get("default-resources") or {}
    account, name = resources.get("slurm_account"), resources.get("slurm_qos")
    used = [entry for entry in associations if account in (None, entry.account)]
    limits = [limit for entry in used for limit in entry.limits]
    for quality in {name} if name else {entry.qos or "normal" for entry in used}:
        limits += qos.get(quality, ())
    jobs = profile.get("jobs")
    if limits and isinstance(jobs, int) and jobs > min(limits):
        return warning(
            f"`jobs` is {jobs}, but you may have {min(limits)} jobs in the queue.",
            f"Set `jobs: {min(limits)}`, and `submitit-array-limit` to no more.",
        )
    return ok(
        f"You may have {min(limits)} jobs in the queue"
        if limits
        else "No limit is set to your jobs in the queue"
    )


def _numbers(words: Iterable[str]) -> tuple[int, ...]:
    return tuple(int(word) for word in words if word.isdigit())

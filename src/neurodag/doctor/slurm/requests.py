"""What a profile asks of SLURM."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

MINUTES = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0}
REST = "all other rules"


class Request(NamedTuple):
    """What the jobs of a rule ask for."""

    rule: str
    partition: str | None
    account: str | None
    minutes: float | None
    gpus: int


def requests_of(profile: Mapping[str, Any]) -> list[Request]:
    """The requests of the rules that a profile names, and of all others."""
    usual = profile.get("default-resources") or {}
    rules = {**(profile.get("set-resources") or {}), REST: {}}
    return [_request(rule, {**usual, **own}) for rule, own in rules.items()]


def _request(rule: str, resources: Mapping[str, Any]) -> Request:
    gpus = str(resources.get("gpu", 0))
    return Request(
        rule,
        resources.get("slurm_partition"),
        resources.get("slurm_account"),
        minutes(resources.get("runtime")),
        int(gpus) if gpus.isdigit() else 1,
    )


def minutes(runtime: Any) -> float | None:
    """A runtime as Snakemake has it: minutes, or `90m`, `2h`, `1d`; None for other words."""
    match = re.fullmatch(r"([\d.]+) *([smhd]?)\w*", str(runtime))
    return float(match[1]) * MINUTES[match[2] or "m"] if match else None

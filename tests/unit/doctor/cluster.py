"""The cluster of `texts`, a profile that fits it, and how findings are looked at."""

from collections.abc import Iterable
from typing import Any

from neurodag.doctor.finding import Finding, Level
from neurodag.doctor.slurm.texts import parse_config, parse_partitions
from tests.unit.doctor import texts

CLUSTER = parse_config(texts.CONFIG)
PARTITIONS = parse_partitions(texts.PARTITIONS)
PROFILE: dict[str, Any] = {
    "jobs": 500,
    "default-resources": {"mem_mb": 4000, "runtime": 60},
    "set-resources": {"train_network": {"gpu": 1, "runtime": "12h"}},
}


def with_resources(**resources: object) -> dict[str, Any]:
    """The profile, with further default resources."""
    return {**PROFILE, "default-resources": {**PROFILE["default-resources"], **resources}}


def told(findings: Iterable[Finding]) -> list[tuple[str, str, str]]:
    return [(finding.level.value, finding.text, finding.advice) for finding in findings]


def levels(findings: Iterable[Finding]) -> list[Level]:
    return [finding.level for finding in findings]

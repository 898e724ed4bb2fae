"""Configuration and partitions of a cluster, against a profile."""

import pytest

from neurodag.doctor.finding import Finding, Level
from neurodag.doctor.slurm.configuration import arrays, end_of_jobs, memory_of_jobs
from neurodag.doctor.slurm.partitions import check_partitions, check_preemption
from neurodag.doctor.slurm.requests import requests_of
from neurodag.doctor.slurm.texts import Partition
from tests.unit.doctor.cluster import CLUSTER, PARTITIONS, PROFILE, told, with_resources


@pytest.mark.parametrize(
    ("largest", "asked", "level", "advice"),
    [
        ("10001", 1000, Level.OK, ""),
        ("1001", 1001, Level.OK, ""),
        ("1001", 2000, Level.PROBLEM, "Set `submitit-array-limit: 1000`."),
        ("0", 1000, Level.WARNING, "Set `submitit-array-limit: 1`."),
    ],
)
def test_arrays_must_be_allowed(largest: str, asked: int, level: Level, advice: str) -> None:
    finding = arrays({"MaxArraySize": largest}, {"submitit-array-limit": asked})
    assert (finding.level, finding.advice) == (level, advice)


def test_without_accounts_jobs_must_be_looked_at_often() -> None:
    assert memory_of_jobs(CLUSTER, {}).level is Level.OK
    forgetful = {"AccountingStorageType": "accounting_storage/none", "MinJobAge": "40 sec"}
    finding = memory_of_jobs(forgetful, {"seconds-between-status-checks": 15})
    assert finding.level is Level.WARNING
    assert finding.advice == "Set `seconds-between-status-checks: 10`."
    assert memory_of_jobs({**forgetful, "MinJobAge": "300 sec"}, {}).level is Level.INFO


def test_the_end_of_jobs_is_told() -> None:
    finding = end_of_jobs(CLUSTER, {"submitit-signal-delay": 200})
    assert finding.level is Level.OK
    assert "told 200 s before" in finding.text
    assert "killed 30 s" in finding.text
    assert end_of_jobs({"KillWait": "5 sec"}, {}).level is Level.INFO


def partitions(profile: dict[str, object], known: list[Partition] = PARTITIONS) -> list[Finding]:
    return list(check_partitions(known, requests_of(profile)))


def test_rules_that_fit_are_ok() -> None:
    assert told(partitions(PROFILE)) == [
        ("OK", "Partitions: main, low, urgent; all rules fit their time limits", "")
    ]


def test_a_rule_that_wants_more_time_than_its_partition_allows() -> None:
    (finding,) = partitions(with_resources(slurm_partition="low"))
    assert finding.level is Level.PROBLEM
    assert finding.text == (
        "train_network: asks for 720 minutes, but the partition low allows 240."
    )
    assert partitions(with_resources(slurm_partition="urgent"))[0].level is Level.OK


def test_a_partition_that_does_not_exist() -> None:
    findings = partitions(with_resources(slurm_partition="main,gpu"))
    assert [finding.text for finding in findings] == [
        f"{rule}: there is no partition gpu, or you may not see it."
        for rule in ("train_network", "all other rules")
    ]
    assert findings[0].advice == "Set slurm_partition to one of main, low, urgent."


def test_a_cluster_without_a_default_partition() -> None:
    known = [partition._replace(default=False) for partition in PARTITIONS]
    assert {finding.level for finding in partitions(PROFILE, known)} == {Level.PROBLEM}
    assert partitions(with_resources(slurm_partition="main"), known)[0].level is Level.OK


def preemption(cluster: dict[str, str], **resources: object) -> list[Finding]:
    requests = requests_of(with_resources(**resources))
    return list(check_preemption({**CLUSTER, **cluster}, PARTITIONS, requests))


@pytest.mark.parametrize(
    ("cluster", "partition", "level", "text"),
    [
        ({"PreemptType": "preempt/none"}, "main", Level.OK, "Jobs are not preempted"),
        ({}, "main", Level.OK, "Preempted jobs in main have 30 s to save themselves (REQUEUE)"),
        ({}, "low", Level.OK, "Preempted jobs in low have 90 s to save themselves (REQUEUE)"),
        ({}, "urgent", Level.OK, "Jobs in urgent are not preempted"),
        ({"KillWait": "5 sec"}, "main", Level.WARNING, "Preempted jobs in main have 5 s"),
        ({"PreemptType": "preempt/qos"}, "main", Level.INFO, "by quality of service"),
    ],
)
def test_preemption(cluster: dict[str, str], partition: str, level: Level, text: str) -> None:
    (finding,) = preemption(cluster, slurm_partition=partition)
    assert finding.level is level
    assert text in finding.text

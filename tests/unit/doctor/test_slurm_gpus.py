"""GPUs, accounts and limits of a cluster, against a profile."""

from typing import Any

import pytest

from neurodag.doctor.finding import Finding, Level
from neurodag.doctor.slurm.gpus import check_gpus
from neurodag.doctor.slurm.limits import check_limits, parse_associations, parse_qos
from neurodag.doctor.slurm.requests import requests_of
from neurodag.doctor.slurm.texts import parse_nodes
from tests.unit.doctor import texts
from tests.unit.doctor.cluster import CLUSTER, PARTITIONS, PROFILE, levels, told, with_resources


def gpus(
    nodes: str, profile: dict[str, Any] = PROFILE, cluster: dict[str, str] = CLUSTER
) -> list[Finding]:
    requests = requests_of(profile)
    return list(check_gpus(cluster, parse_nodes(nodes), PARTITIONS, requests, profile))


def test_gpus_that_are_asked_for_rightly() -> None:
    assert told(gpus(texts.NODES)) == [
        (
            "OK",
            "GPUs are asked for as this cluster understands: `submitit-gpu-request: gpus_per_node`",
            "",
        ),
        ("OK", "GPUs are in the partitions low, main; models have no names", ""),
    ]


def test_models_of_gpus_are_named() -> None:
    assert gpus(texts.NODES_WITH_MODELS)[1].text == (
        "GPUs are in the partitions main; a rule can ask for gpu_model=a100 or h100"
    )
    by_feature = gpus(texts.NODES_WITH_FEATURES)[1]
    assert by_feature.level is Level.INFO
    assert "features a100,nvlink" in by_feature.text


@pytest.mark.parametrize(
    ("request_", "level"),
    [("gpus", Level.PROBLEM), ("gpus_per_node", Level.PROBLEM), ("gres", Level.OK)],
)
def test_only_cons_tres_understands_gpus(request_: str, level: Level) -> None:
    older = {**CLUSTER, "SelectType": "select/cons_res"}
    finding = gpus(texts.NODES, {**PROFILE, "submitit-gpu-request": request_}, older)[0]
    assert finding.level is level
    if level is Level.PROBLEM:
        assert finding.advice == "Set `submitit-gpu-request: gres`."


def test_a_rule_that_wants_a_gpu_where_there_is_none() -> None:
    finding = gpus(texts.NODES, with_resources(slurm_partition="urgent"))[-1]
    assert finding.level is Level.PROBLEM
    assert finding.text == "train_network: asks for a GPU in urgent, where there is none."
    assert finding.advice == "Set its slurm_partition to one of low, main."


def test_a_cluster_without_gpus() -> None:
    nothing = "main|(null)|(null)\n"
    (finding,) = gpus(nothing)
    assert (finding.level, finding.advice) == (
        Level.PROBLEM,
        "Set `gpu: 0` for them in the profile.",
    )
    assert levels(gpus(nothing, {"set-resources": {"train_network": {"gpu": 0}}})) == [Level.INFO]


ASSOCIATIONS = "neuro|||200|\nvision|gpu|high||900\n"
QOS = "normal||\nhigh|50|1000\n"


def limits(
    profile: dict[str, Any], associations: str = ASSOCIATIONS, enforce: str = "none"
) -> list[Finding]:
    cluster = {**CLUSTER, "AccountingStorageEnforce": enforce}
    mine = parse_associations(associations)
    return list(check_limits(cluster, mine, parse_qos(QOS), requests_of(profile), profile))


@pytest.mark.parametrize(
    ("resources", "jobs", "limit"),
    [
        ({"slurm_account": "neuro"}, 500, 200),
        ({"slurm_account": "neuro", "slurm_qos": "high"}, 500, 50),
        ({"slurm_account": "vision"}, 500, 50),
        ({"slurm_account": "neuro"}, 200, None),
    ],
)
def test_no_more_jobs_than_are_allowed(
    resources: dict[str, str], jobs: int, limit: int | None
) -> None:
    (finding,) = limits({**with_resources(**resources), "jobs": jobs})
    if limit is None:
        assert finding.level is Level.OK
    else:
        assert finding.level is Level.WARNING
        assert finding.text == f"`jobs` is {jobs}, but you may have {limit} jobs in the queue."


def test_no_limits_at_all() -> None:
    (finding,) = limits(PROFILE, "root||||\n")
    assert told([finding]) == [("OK", "No limit is set to your jobs in the queue", "")]


def test_an_account_of_others() -> None:
    finding = limits(with_resources(slurm_account="physics"))[0]
    assert finding.level is Level.PROBLEM
    assert finding.advice == "Set slurm_account to one of neuro, vision."


def test_no_account_where_one_is_needed() -> None:
    assert levels(limits(PROFILE, "", "associations,limits")) == [Level.PROBLEM]
    assert levels(limits(PROFILE, "")) == [Level.OK]

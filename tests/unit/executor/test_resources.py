import pytest
from hypothesis import given
from hypothesis import strategies as st
from snakemake_interface_common.exceptions import WorkflowError
from submitit.slurm.slurm import _make_sbatch_string

from snakemake_executor_plugin_submitit.resources import (
    local_parameters,
    parse_extra,
    signal_delay,
    slurm_parameters,
)
from snakemake_executor_plugin_submitit.settings import ExecutorSettings


def script(resources: dict, threads: int = 1, **settings: object) -> str:
    """The sbatch script that submitit makes of the resources."""
    parameters = slurm_parameters(resources, threads, ExecutorSettings(**settings))
    return _make_sbatch_string(command="run", folder="/folder", **parameters)


def test_all_standard_resources() -> None:
    text = script(
        {
            "slurm_partition": "gpu",
            "slurm_account": "group",
            "slurm_qos": "long",
            "runtime": 90,
            "mem_mb": 5000,
            "cpus_per_task": 8,
            "constraint": "avx2",
            "nodes": 2,
            "tasks": 4,
        },
        threads=3,
    )
    for flag in (
        "partition=gpu", "account=group", "qos=long", "time=90", "mem=5000M", "cpus-per-task=8",
        "constraint=avx2", "nodes=2", "ntasks=4", "requeue", "signal=USR2@120",
    ):  # fmt: skip
        assert f"#SBATCH --{flag}\n" in text
    assert "srun" in text
    assert "--nodes=1 --ntasks=1 --cpus-per-task=8 --overlap" in text


def test_what_is_not_asked_for_is_left_to_the_cluster() -> None:
    text = script({"mem_mb": 1000}, threads=4)
    for flag in ("time", "partition", "account", "qos", "constraint", "wckey", "gres", "gpus"):
        assert f"#SBATCH --{flag}=" not in text
    assert "#SBATCH --cpus-per-task=4\n" in text


def test_memory_per_cpu_wins() -> None:
    text = script({"mem_mb": 1000, "mem_mb_per_cpu": 300})
    assert "#SBATCH --mem-per-cpu=300M" in text
    assert "--mem=" not in text


@pytest.mark.parametrize(
    ("settings", "resources", "flags"),
    [
        ({}, {"gpu": 1}, ["gpus-per-node=1"]),
        ({"gpu_request": "gpus"}, {"gpu": 2}, ["gpus=2"]),
        ({"gpu_request": "gres"}, {"gpu": 2}, ["gres=gpu:2"]),
        ({"gpu_request": "gres"}, {"gpu": 2, "gpu_model": "a100"}, ["gres=gpu:a100:2"]),
        ({"gpu_request": "gres"}, {"gpu": 1, "gres": "lustre:1"}, ["gres=lustre:1,gpu:1"]),
        ({}, {"gpu": 1, "gpu_model": "a100"}, ["gpus-per-node=a100:1"]),
        ({"gpu_constraint": "a100"}, {"gpu": 1}, ["gpus-per-node=1", "constraint=a100"]),
        (
            {"gpu_constraint": "gpu_{gpu_model}"},
            {"gpu": 1, "gpu_model": "h100"},
            ["gpus-per-node=1", "constraint=gpu_h100"],
        ),
        (
            {"gpu_constraint": "a|b"},
            {"gpu": 1, "constraint": "ib"},
            ["gpus-per-node=1", "constraint='(ib)&(a|b)'"],
        ),
        ({"gpu_constraint": "a100"}, {"constraint": "ib"}, ["constraint=ib"]),
        ({}, {"gres": "gpu:v100:1"}, ["gres=gpu:v100:1"]),
    ],
)
def test_spellings_of_gpus(settings: dict, resources: dict, flags: list[str]) -> None:
    lines = script(resources, **settings).splitlines()
    asked = [line for line in lines if any(word in line for word in ("gpu", "gres", "constraint"))]
    assert sorted(asked) == sorted(f"#SBATCH --{flag}" for flag in flags)


@pytest.mark.parametrize(
    ("resources", "words"),
    [
        ({"gpu_model": "a100"}, "needs the resource gpu"),
        ({"gpu": 1, "gres": "gpu:1"}, "both ask for GPUs"),
        ({"cpus_per_task": 0}, "cpus_per_task is 0"),
        ({"slurm_extra": "-p gpu"}, "long form"),
        ({"slurm_extra": "--signal=TERM@10"}, "--signal"),
    ],
)
def test_contradictions_are_explained(resources: dict, words: str) -> None:
    with pytest.raises(WorkflowError, match=words):
        slurm_parameters(resources, 1, ExecutorSettings())


@pytest.mark.parametrize(
    "extra",
    ["--mail-type=END --exclusive", "'--mail-type=END --exclusive'", "--mail-type END --exclusive"],
)
def test_extra_flags(extra: str) -> None:
    assert parse_extra(extra) == {"mail-type": "END", "exclusive": True}
    assert "#SBATCH --mail-type=END\n" in script({"slurm_extra": extra})


@given(st.integers(1, 10_000))
def test_warning_leaves_most_of_the_time(minutes: int) -> None:
    delay = signal_delay(minutes, ExecutorSettings())
    assert 1 <= delay <= min(120, minutes * 12)


def test_local_parameters() -> None:
    parameters = local_parameters({"gpu": 1, "runtime": 5}, 2, ExecutorSettings())
    assert parameters["gpus_per_node"] == 1
    assert parameters["timeout_min"] == 5


@pytest.mark.parametrize("name", ["array_limit", "array_parallelism", "progress_patience"])
def test_settings_out_of_range(name: str) -> None:
    with pytest.raises(WorkflowError, match="must be 1 or more"):
        ExecutorSettings(**{name: 0})

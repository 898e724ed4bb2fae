import os

import pytest

from snakemake_executor_plugin_submitit.environment import outside_allocation


def test_hides_the_allocation_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = {
        "SLURM_JOB_ID": "5",
        "SLURM_CPUS_PER_TASK": "8",
        "SBATCH_PARTITION": "x",
        "SUBMITIT_EXECUTOR": "slurm",
        "CUDA_VISIBLE_DEVICES": "3",
    }
    kept = {"SLURM_CONF": "/etc/slurm.conf", "OMP_NUM_THREADS": "2"}
    for name, value in {**hidden, **kept}.items():
        monkeypatch.setenv(name, value)
    before = dict(os.environ)
    with outside_allocation():
        assert not hidden.keys() & os.environ.keys()
        assert kept.items() <= os.environ.items()
    assert dict(os.environ) == before


def test_keeps_a_choice_of_devices_outside_an_allocation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SLURM_JOB_ID", raising=False)
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "1")
    with outside_allocation():
        assert os.environ["CUDA_VISIBLE_DEVICES"] == "1"

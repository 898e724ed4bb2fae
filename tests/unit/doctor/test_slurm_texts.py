"""What SLURM prints is read rightly."""

import math

import pytest

from neurodag.doctor.slurm.requests import minutes
from neurodag.doctor.slurm.texts import Partition, gpu_models, seconds
from tests.unit.doctor.cluster import CLUSTER, PARTITIONS


def test_configuration_is_read() -> None:
    assert CLUSTER["KillWait"] == "30 sec"
    assert CLUSTER["AuthInfo"] == "socket=/run/munge/munge.socket.2,cred_expire=5"


def test_partitions_are_read() -> None:
    main, low, urgent = PARTITIONS
    assert main == Partition("main", True, 86400, 0, "REQUEUE", 10)
    assert low == Partition("low", False, 4 * 3600, 90, "REQUEUE", 1)
    assert urgent == Partition("urgent", False, math.inf, 0, "OFF", 100)


@pytest.mark.parametrize(
    ("time", "expected"),
    [
        ("1-00:00:00", 86400),
        ("2-12:30:15", 2 * 86400 + 12 * 3600 + 30 * 60 + 15),
        ("04:00:00", 14400),
        ("30:00", 1800),
        ("90", 5400),
        ("UNLIMITED", math.inf),
        ("INFINITE", math.inf),
    ],
)
def test_times_are_read(time: str, expected: float) -> None:
    assert seconds(time) == expected


@pytest.mark.parametrize(
    ("gres", "models"),
    [
        ("gpu:4", set()),
        ("gpu", set()),
        ("gpu:a100:4(S:0-1)", {"a100"}),
        ("gpu:a100_3g.20gb:2,gpu:h100:8(S:0,3),nvme:1", {"a100_3g.20gb", "h100"}),
        ("lustre:1,gpu:4(S:0)", set()),
        ("(null)", None),
        ("gpumem:80", None),
    ],
)
def test_gpus_are_read(gres: str, models: set[str] | None) -> None:
    assert gpu_models(gres) == models


@pytest.mark.parametrize(
    ("runtime", "expected"),
    [
        (720, 720),
        ("90", 90),
        ("90m", 90),
        ("12h", 720),
        ("1d", 1440),
        ("2 hours", 120),
        (None, None),
    ],
)
def test_runtimes_of_profiles_are_read(runtime: object, expected: float | None) -> None:
    assert minutes(runtime) == expected

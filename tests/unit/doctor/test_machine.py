"""Whether doctor sees what is wrong with software, hardware, disk and recordings."""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from neurodag.config import load_config
from neurodag.doctor.ask import ask
from neurodag.doctor.disk import file_system, needed_bytes, sharing, space, writing
from neurodag.doctor.finding import Level
from neurodag.doctor.hardware import TorchBuild, cpu_finding, gpu_finding
from neurodag.doctor.recordings import check_recordings
from neurodag.doctor.software import check_snakemake, other_versions, unmet_requirements
from neurodag.sessions import save_session
from tests.factories import spikes_session
from tests.unit.doctor import texts
from tests.unit.status.conftest import SETTINGS

# ---- software --------------------------------------------------------------------------------


def test_other_versions_than_in_the_lock() -> None:
    numpy = version("numpy")
    lock = f"# made by hand\nnumpy=={numpy}\n\npydantic==0.1\nnot-installed==3\n"
    lock += "numpy==0.1 ; sys_platform == 'no such platform'\n"
    assert other_versions(lock) == [f"pydantic {version('pydantic')} (tested: 0.1)"]


def test_a_build_for_cpus_is_the_same_version(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("neurodag.doctor.software.version", lambda package: "2.13.0+cpu")
    assert other_versions("torch==2.13.0\n") == []


def test_requirements_that_are_not_met() -> None:
    unmet = unmet_requirements(
        ["numpy>=999", "numpy>=1", "no-such-package", "ruff>=999; extra == 'dev'"]
    )
    assert unmet == [f"numpy>=999 ({version('numpy')})", "no-such-package (not installed)"]


def test_snakemake_finds_the_executor() -> None:
    (finding,) = check_snakemake()
    assert finding.level is Level.OK


# ---- hardware --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("build", "nvidia_smi", "level", "words"),
    [
        (TorchBuild("2.13.0", None, ()), "", Level.INFO, "No NVIDIA GPU here"),
        (TorchBuild("2.13.0", "12.8", ("H200, 140 GiB",)), "", Level.OK, "GPU: H200, 140 GiB"),
        (TorchBuild("2.13.0+cpu", None, ()), texts.NVIDIA_SMI, Level.WARNING, "for CPUs alone"),
        (
            TorchBuild("2.13.0", "13.0", ()),
            texts.NVIDIA_SMI,
            Level.PROBLEM,
            "torch is built for CUDA 13.0; the driver 535.104.05 knows CUDA 12.2.",
        ),
        (TorchBuild("2.13.0", "12.8", ()), texts.NVIDIA_SMI, Level.PROBLEM, "but torch does not"),
    ],
)
def test_gpus(build: TorchBuild, nvidia_smi: str, level: Level, words: str) -> None:
    finding = gpu_finding(build, nvidia_smi)
    assert finding.level is level
    assert words in finding.text


@pytest.mark.parametrize(
    ("flags", "wanted", "level", "words"),
    [
        ("avx2 avx512_bf16 amx_bf16 amx_tile", True, Level.OK, "AMX"),
        ("avx2 avx512_bf16", True, Level.OK, "no AMX"),
        ("avx2 avx512f", False, Level.INFO, "float32 is faster"),
        ("avx2 avx512f", True, Level.WARNING, "slower than in float32"),
    ],
)
def test_bfloat16_of_cpus(flags: str, wanted: bool, level: Level, words: str) -> None:
    finding = cpu_finding(f"processor\t: 0\nflags\t\t: fpu {flags}\nbugs\t\t: none\n", wanted)
    assert finding.level is level
    assert words in finding.text


# ---- disk ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/results", "ext4"),
        ("/dev/shm/results", "tmpfs"),
        ("/home", "nfs4"),
        ("/homes/of/others", "ext4"),
        ("/home/lab data/results", "lustre"),
        ("/home/lab data/quick", "tmpfs"),
    ],
)
def test_the_file_system_of_a_folder(folder: str, kind: str) -> None:
    assert file_system(texts.MOUNTS, folder) == kind


@pytest.mark.parametrize(
    ("folder", "kind", "on_cluster", "level"),
    [
        ("/home/me", "nfs4", True, Level.OK),
        ("/home/me", "ext4", True, Level.WARNING),
        ("/home/me", "ext4", False, Level.OK),
        ("/tmp/me", "ext4", True, Level.PROBLEM),
        ("/tmpfiles/me", "lustre", True, Level.OK),
        ("/tmp/me", "ext4", False, Level.OK),
        ("/dev/shm", "tmpfs", True, Level.PROBLEM),
        ("/dev/shm", "tmpfs", False, Level.WARNING),
    ],
)
def test_results_must_be_shared_and_last(
    folder: str, kind: str, on_cluster: bool, level: Level
) -> None:
    assert sharing(folder, kind, on_cluster).level is level


def test_writing_leaves_nothing_behind(tmp_path: Path) -> None:
    assert writing(tmp_path).level is Level.OK
    assert list(tmp_path.iterdir()) == []
    assert writing(tmp_path / "not there").level is Level.PROBLEM


def test_files_that_cannot_be_locked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(*arguments: object) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr("neurodag.doctor.disk.fcntl.lockf", no_locks)
    finding = writing(tmp_path)
    assert finding.level is Level.WARNING
    assert "No locks available" in finding.text


def test_room_for_all_runs(tmp_path: Path) -> None:
    config = load_config(SETTINGS)
    more_seeds = {**SETTINGS["mtm"], "seeds": [1, 2, 3, 4]}
    twice = load_config({**SETTINGS, "mtm": more_seeds})
    assert needed_bytes(twice) == 2 * needed_bytes(config)
    assert space(tmp_path, free=5e9, needed=6e9, runs=8).level is Level.WARNING
    assert space(tmp_path, free=7e9, needed=6e9, runs=8).level is Level.OK


# ---- recordings ------------------------------------------------------------------------------


def recordings(data: Path) -> list[Any]:
    return list(check_recordings(load_config({**SETTINGS, "data": str(data)})))


@pytest.mark.parametrize(
    ("there", "level", "words"),
    [
        ([], Level.PROBLEM, "2 of 2 recordings are not in"),
        (["m1"], Level.WARNING, "1 of 2 recordings are not in {data}/mice: m2"),
        (["m1", "m2"], Level.OK, "All 2 recordings are in {data}/mice"),
    ],
)
def test_recordings_are_looked_for(
    tmp_path: Path, there: list[str], level: Level, words: str
) -> None:
    for session in there:
        save_session(spikes_session(), tmp_path / "mice" / f"{session}.nc")
    settings, files = recordings(tmp_path)
    assert settings.text == "The settings are right: 8 runs on the dataset mice"
    assert files.level is level
    assert words.format(data=tmp_path) in files.text


# ---- asking ----------------------------------------------------------------------------------


def test_commands_that_answer_not() -> None:
    assert ask("echo", "yes") == ("yes\n", "")
    assert ask("no-such-command").error == (
        "`no-such-command` cannot be run: No such file or directory"
    )
    assert ask("ls", "/no such place").text == ""
    assert "No such file" in ask("ls", "/no such place").error
    assert ask("sleep", "9", patience_s=0.1).error == "`sleep 9` gave no answer in 0 s"

"""The callable that runs on a node, with signals sent by hand."""

import contextlib
import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import cloudpickle
import psutil
import pytest

from snakemake_executor_plugin_submitit.attempts import FINISHED, STOPPED, Attempts
from snakemake_executor_plugin_submitit.job import SnakemakeJob
from snakemake_executor_plugin_submitit.preparing import CARRIED

RUN = """
import pickle, sys
job = pickle.load(open(sys.argv[1], "rb"))
assert not any(name.startswith("snakemake") for name in sys.modules), "jobs import the package"
print(job(), flush=True)
"""
SAVES_ITSELF = """
    trap 'sleep 0.3; echo saved > saved; exit 75' TERM
    touch began
    for i in $(seq 100); do sleep 0.1; done
"""


def start(folder: Path, command: str, squeue: str = "COMPLETING") -> subprocess.Popen[str]:
    """Run the job as submitit would in SLURM, whose squeue and scontrol are pretended."""
    (folder / "squeue").write_text(f"#!/bin/sh\necho $* > {folder}/squeue.txt; echo {squeue}\n")
    (folder / "scontrol").write_text(f"#!/bin/sh\necho $* > {folder}/scontrol.txt\n")
    for name in ("squeue", "scontrol"):
        (folder / name).chmod(0o755)
    job = SnakemakeJob(
        command=textwrap.dedent(command),
        workdir=folder,
        attempts=Attempts(folder / "attempts.json"),
        runtime_min=10,
        signal_delay_s=3,
    )
    assert job.__module__ in [module.__name__ for module in CARRIED]
    (folder / "job.pkl").write_bytes(cloudpickle.dumps(job))
    environment = {
        **os.environ,
        "PATH": f"{folder}:{os.environ['PATH']}",
        "SUBMITIT_EXECUTOR": "slurm",
        "SLURM_JOB_ID": "5",  # the array's last task has the id of the whole array
        "SLURM_ARRAY_JOB_ID": "5",
        "SLURM_ARRAY_TASK_ID": "3",
    }
    return subprocess.Popen(
        [sys.executable, "-c", RUN, str(folder / "job.pkl")],
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )


def stop(process: subprocess.Popen[str], folder: Path, number: int) -> None:
    """Send the signal to all processes of the job, as SLURM does."""
    deadline = time.monotonic() + 20
    while not (folder / "began").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    for member in (psutil.Process(process.pid), *psutil.Process(process.pid).children(True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            member.send_signal(number)


def test_success(tmp_path: Path) -> None:
    process = start(tmp_path, "echo hello > out")
    assert process.communicate()[0].strip() == FINISHED
    assert (tmp_path / "out").read_text() == "hello\n"


def test_failure(tmp_path: Path) -> None:
    process = start(tmp_path, "exit 3")
    assert process.wait() == 1
    assert Attempts(tmp_path / "attempts.json").last_end is None


def test_stopped_by_slurm(tmp_path: Path) -> None:
    """The job waits for its command to save itself, and leaves the requeue to SLURM."""
    process = start(tmp_path, f"bash -c '{SAVES_ITSELF.replace(chr(39), chr(34))}'; true")
    stop(process, tmp_path, signal.SIGTERM)
    assert process.wait(20) == 128 + signal.SIGTERM
    assert (tmp_path / "saved").exists()
    assert not (tmp_path / "scontrol.txt").exists()
    assert Attempts(tmp_path / "attempts.json").last_end == STOPPED


def test_stopped_with_a_time_of_grace(tmp_path: Path) -> None:
    """SLURM does not requeue a job that ends within its grace time: the job does so itself."""
    process = start(tmp_path, SAVES_ITSELF, squeue="RUNNING")
    stop(process, tmp_path, signal.SIGTERM)
    assert process.wait(20) == os.EX_TEMPFAIL
    assert "--jobs=5_3 " in (tmp_path / "squeue.txt").read_text()
    assert (tmp_path / "scontrol.txt").read_text() == "requeue 5_3\n"


def test_warned_of_the_end(tmp_path: Path) -> None:
    """A command that does not heed the warning is told to end when it is time, and requeued."""
    process = start(tmp_path, SAVES_ITSELF)
    stop(process, tmp_path, signal.SIGUSR2)
    assert process.wait(20) == os.EX_TEMPFAIL
    assert (tmp_path / "scontrol.txt").read_text() == "requeue 5_3\n"


def test_a_late_requeue_does_nothing(tmp_path: Path) -> None:
    assert start(tmp_path, "echo once >> out").wait() == 0
    assert start(tmp_path, "echo twice >> out").wait() == 0
    assert (tmp_path / "out").read_text() == "once\n"


def test_nothing_is_left_running(tmp_path: Path) -> None:
    process = start(tmp_path, "(sleep 60; touch late) & echo $! > pid")
    assert process.wait(20) == 0
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)

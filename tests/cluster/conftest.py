"""A cluster for the tests of this folder, and workflows to run on it."""

import contextlib
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cluster.one_machine_slurm import DAEMONS, OneMachineSlurm

ROOT = Path(__file__).parents[2]
POLL_S = 2
COUNTED = ("sbatch", "squeue", "sacct")
SHIM = """#!/bin/sh
echo {name} >> "{counts}"
exec {real} "$@"
"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.cluster)


@pytest.fixture(scope="session")
def slurm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OneMachineSlurm]:
    if missing := OneMachineSlurm.missing():
        pytest.skip(
            f"These tests run on a real SLURM, and {', '.join(missing)} of {', '.join(DAEMONS)} "
            "are not installed. On Debian and Ubuntu, `make test-cluster` does that."
        )
    cluster = OneMachineSlurm(tmp_path_factory.mktemp("slurm"))
    try:
        cluster.up()
        yield cluster
    finally:
        cluster.down()


class Workflow:
    """A folder with a Snakefile, and Snakemake in it."""

    def __init__(self, folder: Path, slurm: OneMachineSlurm) -> None:
        self.folder = folder
        self.slurm = slurm
        self.environment = {
            **slurm.environment,
            "PYTHONPATH": f"{ROOT}/src",
            "PATH": f"{self._shims()}:{slurm.environment['PATH']}",
        }

    def write(self, text: str) -> None:
        (self.folder / "Snakefile").write_text(textwrap.dedent(text))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start Snakemake with the submitit executor, or another that the arguments name."""
        self.output = self.folder / f"output-{time.monotonic_ns()}.txt"
        executor = [] if "--profile" in arguments else ["--executor=submitit"]
        command = [
            *(sys.executable, "-m", "snakemake", "--nolock", "--rerun-incomplete"),
            *("--jobs=500", f"--seconds-between-status-checks={POLL_S}", *executor, *arguments),
        ]
        with self.output.open("w") as output:
            return subprocess.Popen(
                command,
                cwd=self.folder,
                env=self.environment,
                stdout=output,
                stderr=output,
                text=True,
                # A shell lets background jobs, and so tests that run in one, ignore Ctrl-C.
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def run(self, *arguments: str, timeout: float = 240) -> int:
        """Exit code of Snakemake."""
        start = time.monotonic()
        with self.started(*arguments) as process:
            code = process.wait(timeout)
        self.seconds = time.monotonic() - start
        return code

    @contextlib.contextmanager
    def started(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """Snakemake, which is interrupted if it still runs in the end."""
        process = self.start(*arguments)
        try:
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(60)

    def said(self) -> str:
        return self.output.read_text()

    def text(self, path: str) -> str:
        return (self.folder / path).read_text()

    def counts(self) -> Counter[str]:
        """How often each of SLURM's commands was called so far."""
        path = self.folder / "counts.txt"
        return Counter(path.read_text().split()) if path.exists() else Counter()

    def job_ids(self) -> list[str]:
        """Ids of this workflow's jobs in the queue."""
        lines = self.slurm.run("squeue", "--noheader", "--array", "--format=%i|%Z").splitlines()
        return [line.split("|")[0] for line in lines if line.endswith(f"|{self.folder}")]

    def wait_for(self, path: str) -> None:
        self.wait_until((self.folder / path).exists)

    def wait_until(self, condition: Callable[[], object]) -> None:
        self.slurm.wait_until(condition, 60)

    def left_behind(self) -> list[str]:
        """Submission folders that still exist, and jobs that are still in the queue."""
        folder = self.folder / ".snakemake/submitit"
        return [path.name for path in folder.iterdir() if path.is_dir()] + self.job_ids()

    def _shims(self) -> Path:
        """Wrappers of SLURM's commands that count their calls."""
        shims = self.folder / "shims"
        shims.mkdir()
        for name in COUNTED:
            real = subprocess.check_output(["which", name], text=True).strip()
            (shims / name).write_text(
                SHIM.format(name=name, counts=self.folder / "counts.txt", real=real)
            )
            (shims / name).chmod(0o755)
        return shims


@pytest.fixture
def workflow(tmp_path: Path, slurm: OneMachineSlurm) -> Workflow:
    return Workflow(tmp_path, slurm)

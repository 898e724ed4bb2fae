"""The project's own workflow through the profile, all of its trainings stopped in the middle.

It ends with the files of a run on this machine that nothing disturbed, byte for byte.
"""

import contextlib
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
import yaml

from tests.cluster.conftest import ROOT, Workflow
from tests.cluster.one_machine_slurm import OneMachineSlurm
from tests.workflow.tree import Tree

TABLE = "results/mtm/tables/table3.md"
SETTINGS = ("--configfile", "tiny.yaml", "trainings.yaml", "--", TABLE)
TRAININGS = """
mtm:
  training: {epochs: 400}
  evaluation: {references: [psth]}
  studies:
    ablation: {schemes: [temporal, neuron, causal, mtm_prompted]}
"""
# One training a node: the profile gives each more than half of a node's memory.
RESOURCES = {
    "slurm_partition": "'low' if wildcards.scheme == 'temporal' else 'main'",
    "runtime": "2 if wildcards.scheme == 'neuron' else 10",
}


class Training:
    """A training job of the workflow, of which there is one for each scheme."""

    def __init__(self, folder: Path, scheme: str) -> None:
        self.folder = folder
        self.scheme = scheme

    def log(self) -> Path:
        [log] = self.folder.glob(f"results/logs/train_network/**/{self.scheme}_*.log")
        return log

    def is_in_the_middle(self) -> bool:
        """Whether it has finished an epoch, and saved itself since."""
        states = list(self.folder.glob(f"results/state/**/{self.scheme}_*.pt"))
        return (
            bool(states)
            and "epoch 1/" in self.log().read_text()
            and states[0].stat().st_mtime_ns > self.log().stat().st_mtime_ns
        )

    def hold(self) -> None:
        """Let it stand still, as if its epochs took hours."""
        [self.process] = [
            process
            for process in psutil.process_iter(["cwd", "cmdline"])
            if process.info["cwd"] == str(self.folder)
            and process.info["cmdline"][1:2] == ["workflow_scripts/train_network.py"]
            and self.scheme in process.info["cmdline"]
        ]
        environment = self.process.environ()
        self.node = environment["SLURMD_NODENAME"]
        array, task = (environment.get(f"SLURM_ARRAY_{part}_ID") for part in ("JOB", "TASK"))
        self.job_id = f"{array}_{task}" if array else environment["SLURM_JOB_ID"]
        self.process.suspend()

    def was_told_to_stop(self) -> bool:
        try:
            status = Path(f"/proc/{self.process.pid}/status").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return True
        pending = int(re.search(r"ShdPnd:\s*(\w+)", status)[1], 16)
        return any(pending >> number - 1 & 1 for number in (signal.SIGTERM, signal.SIGUSR2))

    def release(self) -> None:
        with contextlib.suppress(psutil.NoSuchProcess):
            self.process.resume()


def preempt(slurm: OneMachineSlurm, training: Training) -> None:
    slurm.run(
        "sbatch", "--partition=urgent", f"--nodelist={training.node}", "--exclusive",
        "--output=/dev/null", "--wrap=sleep 1",
    )  # fmt: skip


def let_time_pass(slurm: OneMachineSlurm, training: Training) -> None:
    """Its time limit is near."""


def requeue(slurm: OneMachineSlurm, training: Training) -> None:
    slurm.run("scontrol", "requeue", training.job_id)


def kill_node(slurm: OneMachineSlurm, training: Training) -> None:
    slurm.kill_node(training.node)


DISTURBANCES = {
    "temporal": preempt,
    "neuron": let_time_pass,
    "causal": requeue,
    "mtm_prompted": kill_node,
}


def make_tree(folder: Path, like: Path = ROOT) -> Tree:
    tree = Tree(folder, like)
    (folder / "trainings.yaml").write_text(TRAININGS)
    return tree


def adapt_profile(folder: Path) -> None:
    """The profile as it is, but for where trainings run and for how long, on one thread."""
    profile = yaml.safe_load((ROOT / "slurm/profile.yaml").read_text())
    resources = profile["set-resources"]
    resources["train_network"] = {**resources["train_network"], **RESOURCES}
    profile["set-threads"] = dict.fromkeys(profile["set-threads"], 1)
    (folder / "slurm").mkdir()
    (folder / "slurm/profile.yaml").write_text(yaml.safe_dump(profile))


def save_at_every_step(folder: Path) -> None:
    rules = folder / "rules/mtm.smk"
    before = rules.read_text()
    after = before.replace("--state {params.state}", "--state {params.state} --save-every 0")
    assert after != before
    rules.write_text(after)


@pytest.fixture(scope="module")
def trees(slurm: OneMachineSlurm, tmp_path_factory: pytest.TempPathFactory) -> tuple[Tree, Tree]:
    """Of the disturbed run and of the undisturbed one."""
    disturbed = make_tree(tmp_path_factory.mktemp("disturbed"))
    undisturbed = make_tree(tmp_path_factory.mktemp("undisturbed"), like=disturbed.folder)
    adapt_profile(disturbed.folder)
    save_at_every_step(disturbed.folder)
    workflow = Workflow(disturbed.folder, slurm)
    trainings = [Training(disturbed.folder, scheme) for scheme in DISTURBANCES]
    with workflow.started("--profile", "slurm", *SETTINGS) as snakemake:
        for training in as_soon_as(Training.is_in_the_middle, trainings, snakemake):
            training.hold()
        for training in trainings:
            DISTURBANCES[training.scheme](slurm, training)
        with killed_at_the_end(undisturbed.start("--cores", "2", *SETTINGS)) as other:
            for training in as_soon_as(Training.was_told_to_stop, trainings, snakemake):
                training.release()
            slurm.start_dead_nodes()
            assert other.wait(300) == 0
        assert snakemake.wait(300) == 0, workflow.said()
    assert not workflow.left_behind()
    return disturbed, undisturbed


def as_soon_as(
    condition: Callable[[Training], bool],
    trainings: list[Training],
    snakemake: subprocess.Popen[str],
) -> Iterator[Training]:
    """The trainings in the order in which the condition comes true for them."""
    waiting, deadline = list(trainings), time.monotonic() + 200
    while waiting:
        assert time.monotonic() < deadline, f"{condition.__name__} never was so for {waiting}"
        assert snakemake.poll() is None, "Snakemake has ended"
        for training in filter(condition, list(waiting)):
            waiting.remove(training)
            yield training
        time.sleep(0.1)


@contextlib.contextmanager
def killed_at_the_end(process: subprocess.Popen[bytes]) -> Iterator[subprocess.Popen[bytes]]:
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def test_the_files_are_those_of_an_undisturbed_run(trees: tuple[Tree, Tree]) -> None:
    disturbed, undisturbed = (tree.results() for tree in trees)
    assert set(disturbed) == set(undisturbed)
    assert not [path for path in disturbed if disturbed[path] != undisturbed[path]]
    weights = [path for path in disturbed if path.endswith("weights.safetensors")]
    assert len(weights) == len(DISTURBANCES)
    assert "mtm/tables/table3.md" in disturbed


@pytest.mark.parametrize("scheme", DISTURBANCES)
def test_the_training_went_on_where_it_was(trees: tuple[Tree, Tree], scheme: str) -> None:
    last_attempt = Training(trees[0].folder, scheme).log().read_text()
    assert int(re.search(r"^epoch (\d+)/", last_attempt, re.MULTILINE)[1]) > 1

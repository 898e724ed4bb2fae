"""Whole workflows: the same files as without SLURM, and few questions asked of it."""

import shutil
from pathlib import Path

from tests.cluster.conftest import ROOT, Workflow

DAG = """
SESSIONS = ["a", "b", "c"]

rule table:
    input: expand("runs/{session}.txt", session=SESSIONS)
    output: "table.txt"
    shell: "cat {input} > {output}"

rule simulate_session:
    output: "sessions/{session}.txt"
    shell: "echo session {wildcards.session} > {output}"

rule train:
    input: "sessions/{session}.txt"
    output: "runs/{session}.txt"
    log: "logs/{session}.log"
    threads: 2
    shell:
        "mkdir -p seen; echo gpu ${{CUDA_VISIBLE_DEVICES-none}} cpus {threads} > "
        "seen/{wildcards.session}; sha256sum < {input} > {output} 2> {log}"
"""


def test_profile_makes_the_files_of_a_local_run(workflow: Workflow) -> None:
    workflow.write(DAG)
    assert workflow.run("--executor=local", "--cores=2", "table.txt") == 0, workflow.said()
    expected = files(workflow.folder)
    for name in ("table.txt", "runs", "sessions", "seen"):
        remove(workflow.folder / name)

    shutil.copytree(ROOT / "slurm", workflow.folder / "slurm")
    small = ["--default-resources", "mem_mb=500", "--set-resources"]
    small += ["simulate_session:mem_mb=500", "table:mem_mb=500"]
    small += ["train:gpu=1", "train:mem_mb=500", "train:cpus_per_task=2"]
    assert workflow.run("--profile", "slurm", *small) == 0, workflow.said()
    assert files(workflow.folder) == expected
    for session in "abc":
        assert workflow.text(f"seen/{session}").split()[1] in ("0", "1")
    assert not workflow.left_behind()


def test_many_jobs_cost_few_calls(workflow: Workflow) -> None:
    workflow.write("""
        rule all:
            input: expand("out/{i}", i=range(200))
        rule one:
            output: "out/{i}"
            resources: mem_mb=500
            shell: "echo {wildcards.i} > {output}"
    """)
    workflow.run("--submitit-array-limit=50", timeout=400)
    assert sorted(int(path.read_text()) for path in workflow.folder.glob("out/*")) == [*range(200)]
    counts = workflow.counts()
    assert counts["sbatch"] == 4
    assert counts["sacct"] == 0
    assert counts["squeue"] <= workflow.seconds / 3 + 1, "more than one a poll, which is every 3 s"
    assert not workflow.left_behind()


def files(folder: Path) -> dict[str, str]:
    """Contents of the files that the DAG declares."""
    paths = [folder / "table.txt", *folder.glob("runs/*"), *folder.glob("sessions/*")]
    return {str(path.relative_to(folder)): path.read_text() for path in paths}


def remove(path: Path) -> None:
    shutil.rmtree(path) if path.is_dir() else path.unlink()

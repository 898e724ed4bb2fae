"""Parts of the machinery die while jobs run: the jobs do not notice."""

import signal
import time

from tests.cluster.conftest import Workflow
from tests.cluster.one_machine_slurm import OneMachineSlurm

COUNTED_JOBS = """
rule all:
    input: expand("out/{i}", i=range(12))
rule one:
    output: "out/{i}"
    resources: mem_mb=500
    shell: "echo {wildcards.i} >> began.txt; sleep SECONDS; echo {wildcards.i} > {output}"
"""
# A group and two single jobs, one of which changes.
LONG_JOBS = """
rule all:
    input: "same.txt", "changing.txt", "second.txt"
rule same:
    output: "same.txt"
    resources: mem_mb=500
    shell: "echo same >> began.txt; sleep 15; touch {output}"
rule changing:
    output: "changing.txt"
    resources: mem_mb=500
    shell: "echo old >> began.txt; sleep 15; echo old > {output}"
rule first:
    output: "first.txt"
    group: "pair"
    resources: mem_mb=500
    shell: "echo first >> began.txt; sleep 15; touch {output}"
rule second:
    input: "first.txt"
    output: "second.txt"
    group: "pair"
    resources: mem_mb=500
    shell: "echo second >> began.txt; touch {output}"
"""


def test_slurm_is_away(workflow: Workflow, slurm: OneMachineSlurm) -> None:
    workflow.write(COUNTED_JOBS.replace("SECONDS", "5"))
    with workflow.started() as snakemake:
        workflow.wait_for("began.txt")
        slurm.stop("slurmdbd")
        slurm.stop("slurmctld")
        try:
            time.sleep(10)
        finally:
            slurm.start_accounting()
            slurm.start_controller()
        assert snakemake.wait(120) == 0, workflow.said()
    assert began(workflow) == sorted(map(str, range(12)))


def test_snakemake_is_killed(workflow: Workflow) -> None:
    workflow.write(COUNTED_JOBS.replace("SECONDS", "3"))
    with workflow.started("--submitit-array-parallelism=4") as snakemake:
        workflow.wait_for("began.txt")
        time.sleep(4)  # some have finished, some run, some wait
        snakemake.send_signal(signal.SIGKILL)
    time.sleep(4)  # some finish while nobody looks
    assert workflow.run("--submitit-array-parallelism=4") == 0, workflow.said()
    assert "were submitted by an earlier run" in workflow.said()
    assert began(workflow) == sorted(map(str, range(12)))
    assert workflow.counts()["sbatch"] == 1
    assert not workflow.left_behind()
    records = list((workflow.folder / ".snakemake/metadata").rglob("*"))
    assert len([path for path in records if path.is_file()]) == 12, "an output has no record"


def test_snakemake_is_killed_and_code_changes(workflow: Workflow) -> None:
    workflow.write(LONG_JOBS)
    with workflow.started() as snakemake:
        workflow.wait_until(lambda: len(began(workflow)) == 3)
        snakemake.send_signal(signal.SIGKILL)
    workflow.write(LONG_JOBS.replace("echo old", "echo new"))
    assert workflow.run() == 0, workflow.said()
    assert "Cancelling 1 jobs of an earlier run" in workflow.said()
    assert began(workflow) == ["first", "new", "old", "same", "second"]
    assert workflow.text("changing.txt") == "new\n"
    assert not workflow.left_behind()


def began(workflow: Workflow) -> list[str]:
    """The jobs that began, once for each time that they did."""
    path = workflow.folder / "began.txt"
    return sorted(path.read_text().split()) if path.exists() else []

"""Parts of the machinery die while jobs run: the jobs do not notice."""

import signal
import time

from tests.cluster.conftest import Workflow
from tests.cluster.one_machine_slurm import OneMachineSlurm

COUNTED_JOBS = """
rule all:
    input: expand("out/{i}", i=range(24))
rule one:
    output: "out/{i}"
    resources: mem_mb=500
    shell: "echo {wildcards.i} >> began.txt; sleep SECONDS; echo {wildcards.i} > {output}"
"""


def test_accounting_is_away(workflow: Workflow, slurm: OneMachineSlurm) -> None:
    workflow.write(COUNTED_JOBS.replace("SECONDS", "5"))
    snakemake = workflow.start()
    workflow.wait_for("began.txt")
    slurm.stop("slurmdbd")
    try:
        time.sleep(20)
    finally:
        slurm.start_accounting()
    assert snakemake.wait(120) == 0, workflow.said()
    assert began(workflow) == list(range(24))


def test_scheduler_is_away(workflow: Workflow, slurm: OneMachineSlurm) -> None:
    workflow.write(COUNTED_JOBS.replace("SECONDS", "5"))
    snakemake = workflow.start()
    workflow.wait_for("began.txt")
    slurm.stop("slurmctld")
    try:
        time.sleep(10)
    finally:
        slurm.start_controller()
    assert snakemake.wait(120) == 0, workflow.said()
    assert began(workflow) == list(range(24))


def test_snakemake_is_killed(workflow: Workflow) -> None:
    workflow.write(COUNTED_JOBS.replace("SECONDS", "3"))
    snakemake = workflow.start("--submitit-array-parallelism=8")
    workflow.wait_for("began.txt")
    time.sleep(4)  # some have finished, some run, some wait
    snakemake.send_signal(signal.SIGKILL)
    snakemake.wait()
    time.sleep(4)  # some finish while nobody looks
    assert workflow.run("--submitit-array-parallelism=8") == 0, workflow.said()
    assert "were submitted by an earlier run" in workflow.said()
    assert began(workflow) == list(range(24))
    assert workflow.counts()["sbatch"] == 1
    assert not workflow.left_behind()
    records = list((workflow.folder / ".snakemake/metadata").rglob("*"))
    assert len([path for path in records if path.is_file()]) >= 24, "an output has no record"


def began(workflow: Workflow) -> list[int]:
    """The jobs that began, once for each time that they did."""
    return sorted(int(line) for line in workflow.text("began.txt").split())

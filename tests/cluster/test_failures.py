"""Jobs that fail for good: a clear error, an exit code, and nothing left in the queue."""

import signal
import time

import pytest

from tests.cluster.conftest import Workflow
from tests.cluster.one_machine_slurm import OneMachineSlurm

ONE_JOB = """
rule one:
    output: "out.txt"
    resources: mem_mb=500, runtime=5, {resources}
    shell: "{command}"
"""


def fails(workflow: Workflow, *expected: str, arguments: tuple[str, ...] = ()) -> None:
    assert workflow.run(*arguments) == 1
    said = workflow.said()
    for words in expected:
        assert words in said
    assert not workflow.job_ids()


def test_command_fails(workflow: Workflow) -> None:
    command = "for i in $(seq 30); do echo line $i >&2; done; exit 3"
    workflow.write(ONE_JOB.format(resources="gpu=1", command=command))
    fails(workflow, "ended: failed. The command ended with exit status 1.", "    line 30")
    [folder, *_] = workflow.left_behind()
    assert list((workflow.folder / ".snakemake/submitit" / folder).glob("*_log.out"))


def test_cancelled_or_out_of_memory(workflow: Workflow, slurm: OneMachineSlurm) -> None:
    workflow.write("""
        rule all:
            input: "cancelled.txt", "greedy.txt"
        rule cancelled:
            output: "cancelled.txt"
            resources: mem_mb=500
            shell:
                "echo ${{SLURM_ARRAY_JOB_ID}}_${{SLURM_ARRAY_TASK_ID}} > id; mv id began; sleep 100"
        rule greedy:
            output: "greedy.txt"
            resources: mem_mb=500
            shell: "python3 -c 'import time; x = bytearray(10**9); time.sleep(60)'"
    """)
    with workflow.started("--keep-going") as snakemake:
        workflow.wait_for("began")
        job_id = workflow.text("began").strip()
        slurm.run("scancel", job_id)
        assert snakemake.wait(90) == 1
    assert f"SLURM job {job_id} ended: cancelled" in workflow.said()
    assert f"{job_id}_0_log.out" in workflow.said()
    assert "ended: out of memory" in workflow.said()
    assert "Raise its resource mem_mb." in workflow.said()
    assert not workflow.job_ids()


def test_no_progress(workflow: Workflow) -> None:
    workflow.write("""
        rule stuck:
            output: "out.txt"
            resources: mem_mb=500, runtime=1, progress_file="state/nothing"
            shell: "for i in 1 2; do scontrol requeue $SLURM_JOB_ID; sleep 60; done"
    """)
    fails(workflow, "2 attempts in a row made no progress")


def test_wrong_partition(workflow: Workflow) -> None:
    workflow.write(ONE_JOB.format(resources="slurm_partition='nowhere'", command="touch {output}"))
    fails(workflow, "SLURM refused 1 job", "partition=nowhere", "invalid partition")
    assert not workflow.left_behind()


def test_more_jobs_than_the_queue_takes(workflow: Workflow) -> None:
    workflow.write("""
        rule all:
            input: expand("out/{i}", i=range(8))
        rule one:
            output: "out/{i}"
            resources: mem_mb=500, slurm_qos="few"
            shell: "echo {wildcards.i} > {output}"
    """)
    fails(workflow, "SLURM refused an array of 8 jobs", "qos=few", "QOSMaxSubmitJobPerUserLimit")
    assert not workflow.left_behind()


@pytest.mark.parametrize("moment", ["submitting", "running"])
def test_interrupted_by_the_user(workflow: Workflow, moment: str) -> None:
    workflow.write("""
        rule all:
            input: expand("out/{i}", i=range(20))
        rule one:
            output: "out/{i}"
            resources: mem_mb=500
            shell: "touch began; sleep 100; touch {output}"
    """)
    with workflow.started() as snakemake:
        if moment == "running":
            workflow.wait_for("began")
        else:
            workflow.wait_for("counts.txt")  # the first call of sbatch
        snakemake.send_signal(signal.SIGINT)
        assert snakemake.wait(60) == 1
    time.sleep(1)
    assert not workflow.left_behind()

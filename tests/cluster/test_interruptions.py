"""Jobs that are stopped in mid-run end with the bytes of an undisturbed run."""

import hashlib

from tests.cluster.conftest import Workflow
from tests.cluster.one_machine_slurm import OneMachineSlurm

SNAKEFILE = """
rule chain:
    output: "out.txt"
    resources:
        mem_mb=500,
        runtime={runtime},
        slurm_partition="{partition}",
        progress_file="state/chain.json",
    shell: "CHAIN --links {links} --state state/chain.json --output {{output}}"
"""


def undisturbed(links: int) -> str:
    """What the chain of hashes ends with."""
    link = ""
    for number in range(links):
        link = hashlib.sha256(f"{number} {link}".encode()).hexdigest()
    return link + "\n"


def starts(workflow: Workflow) -> list[str]:
    """The nodes that the chain was started on, one after the other."""
    return workflow.text("state/chain.starts").split()


def test_goes_on_after_a_job_of_higher_priority(workflow: Workflow, slurm: OneMachineSlurm) -> None:
    workflow.write(SNAKEFILE.format(links=80, runtime=10, partition="low"))
    snakemake = workflow.start()
    workflow.wait_for("state/chain.json")
    urgent = slurm.run(
        "sbatch", "--parsable", "--partition=urgent", "--nodes=2", "--exclusive",
        "--output=/dev/null", "--wrap=sleep 5",
    ).strip()  # fmt: skip
    assert snakemake.wait(120) == 0, workflow.said()
    assert workflow.text("out.txt") == undisturbed(80)
    assert len(starts(workflow)) == 2, f"the job {urgent} did not preempt it"
    assert not workflow.left_behind()


def test_goes_on_after_its_time_limit(workflow: Workflow) -> None:
    workflow.write(SNAKEFILE.format(links=500, runtime=1, partition="main"))
    assert workflow.run() == 0, workflow.said()
    assert workflow.text("out.txt") == undisturbed(500)
    assert len(starts(workflow)) > 1
    assert not workflow.left_behind()


def test_goes_on_after_a_requeue(workflow: Workflow, slurm: OneMachineSlurm) -> None:
    workflow.write(SNAKEFILE.format(links=80, runtime=10, partition="main"))
    snakemake = workflow.start()
    workflow.wait_for("state/chain.json")
    [job_id] = workflow.job_ids()
    slurm.run("scontrol", "requeue", job_id)
    assert snakemake.wait(120) == 0, workflow.said()
    assert workflow.text("out.txt") == undisturbed(80)
    assert len(starts(workflow)) == 2
    assert "was requeued (1 times so far)" in workflow.said()
    assert not workflow.left_behind()


def test_goes_on_after_its_node_died(workflow: Workflow, slurm: OneMachineSlurm) -> None:
    workflow.write(SNAKEFILE.format(links=80, runtime=10, partition="main"))
    snakemake = workflow.start()
    workflow.wait_for("state/chain.json")
    [node] = starts(workflow)
    slurm.kill_node(node)
    try:
        assert snakemake.wait(120) == 0, workflow.said()
    finally:
        slurm.start_node(node)
    assert workflow.text("out.txt") == undisturbed(80)
    assert len(starts(workflow)) == 2
    assert not workflow.left_behind()


def test_fails_without_progress(workflow: Workflow) -> None:
    workflow.write("""
        rule stuck:
            output: "out.txt"
            resources: mem_mb=500, runtime=1, progress_file="state/nothing"
            shell: "for i in 1 2; do scontrol requeue $SLURM_JOB_ID; sleep 60; done"
    """)
    assert workflow.run() == 1
    assert "2 attempts in a row made no progress" in workflow.said()
    assert not workflow.job_ids()

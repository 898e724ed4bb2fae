"""Workflows of many jobs, groups and GPUs."""

from tests.cluster.conftest import POLL_S, Workflow


def test_many_jobs_cost_few_calls(workflow: Workflow) -> None:
    workflow.write("""
        rule all:
            input: expand("out/{i}", i=range(200))
        rule one:
            output: "out/{i}"
            resources: mem_mb=500
            shell: "echo {wildcards.i} > {output}"
    """)
    assert workflow.run("--submitit-array-limit=50", timeout=900) == 0, workflow.said()
    assert sorted(int(path.read_text()) for path in workflow.folder.glob("out/*")) == [*range(200)]
    counts = workflow.counts()
    assert counts["sbatch"] == 4
    assert counts["sacct"] == 0
    assert counts["squeue"] <= workflow.seconds / POLL_S + 1, "more than one a poll"
    assert not workflow.left_behind()


def test_groups_and_gpus(workflow: Workflow) -> None:
    """A group is one job, and a job has all of its GPUs in one task."""
    workflow.write("""
        rule all:
            input: "scores.txt", "trained.txt"
        rule four_gpus:
            output: "trained.txt"
            resources: mem_mb=500, gpu=4
            threads: 4
            shell: "echo $SLURM_NTASKS task: gpu $CUDA_VISIBLE_DEVICES, {threads} cpus > {output}"
        rule prepare:
            output: "session.txt"
            group: "small"
            resources: mem_mb=500
            shell: "echo $SLURM_JOB_ID > {output}"
        rule score:
            input: "session.txt"
            output: "scores.txt"
            group: "small"
            resources: mem_mb=500, gpu=1
            shell: "cat {input} > {output}; echo $SLURM_JOB_ID >> {output}"
    """)
    assert workflow.run() == 0, workflow.said()
    assert workflow.text("trained.txt") == "1 task: gpu 0,1,2,3, 4 cpus\n"
    assert len(set(workflow.text("scores.txt").split())) == 1, "the group was two jobs"
    assert workflow.counts()["sbatch"] == 2
    assert not workflow.left_behind()

"""What a trivial job costs on SLURM, through submitit and through Snakemake's own SLURM executor.

    python benchmarks/executor.py --jobs 60 --slurm-plugin FOLDER

brings a cluster up on this machine (tests/cluster/one_machine_slurm.py), runs the same workflow
three times and prints wall and CPU seconds for each job. CPU seconds are those of Snakemake with
all that it calls, and those that SLURM accounts to the jobs. FOLDER is where the other executor is:

    pip install --no-deps --target FOLDER snakemake-executor-plugin-slurm \\
        snakemake-executor-plugin-slurm-jobstep
"""

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests/cluster"))

from one_machine_slurm import OneMachineSlurm  # noqa: E402

SNAKEFILE = """
rule all:
    input: expand("out/{{i}}", i=range({jobs}))
rule one:
    output: "out/{{i}}"
    resources: mem_mb=500, runtime=10, slurm_account="test"
    shell: "echo {{wildcards.i}} > {{output}}"
"""
SUBMITIT = ("--executor=submitit", "--submitit-array-limit")
WAYS = {
    "submitit, arrays": (*SUBMITIT, "1000"),
    "submitit, one submission a job": (*SUBMITIT, "1"),
    "snakemake-executor-plugin-slurm": (
        "--executor=slurm", "--slurm-init-seconds-before-status-checks=1",
    ),
}  # fmt: skip
SYSTEM_CONFIGURATION = Path("/etc/slurm")


@dataclass(frozen=True)
class Cost:
    wall_s: float
    cpu_s: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--jobs", type=int, default=60)
    parser.add_argument("--slurm-plugin", type=Path, help="folder of the other executor")
    settings = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        slurm, links = OneMachineSlurm(Path(folder) / "slurm"), []
        try:
            slurm.up()
            links = link_configuration(slurm)
            costs = {
                way: measure(slurm, Path(folder) / way.replace(" ", "-"), arguments, settings)
                for way, arguments in WAYS.items()
                if "--executor=slurm" not in arguments or settings.slurm_plugin
            }
        finally:
            slurm.down()
            for link in links:
                link.unlink()
    report(costs, settings.jobs)


def link_configuration(slurm: OneMachineSlurm) -> list[Path]:
    """Put the configuration where SLURM looks by default, unless there is one: the other executor
    takes SLURM_CONF from its jobs."""
    links = []
    for file in (slurm.folder / "etc").glob("*.conf"):
        link = SYSTEM_CONFIGURATION / file.name
        if os.access(SYSTEM_CONFIGURATION, os.W_OK) and not link.exists():
            link.unlink(missing_ok=True)
            link.symlink_to(file)
            links.append(link)
    return links


def measure(
    slurm: OneMachineSlurm, folder: Path, arguments: tuple[str, ...], settings: argparse.Namespace
) -> Cost:
    folder.mkdir()
    (folder / "Snakefile").write_text(SNAKEFILE.format(jobs=settings.jobs))
    paths = [str(ROOT / "src")]
    if "--executor=slurm" in arguments:
        paths.append(str(settings.slurm_plugin.absolute()))
    command = [sys.executable, "-m", "snakemake", "--jobs=1000", "--quiet", *arguments]
    command.append("--seconds-between-status-checks=5")
    already = accounted_cpu(slurm)
    environment = {**slurm.environment, "PYTHONPATH": os.pathsep.join(paths)}
    before, start = children_cpu(), time.monotonic()
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{run.stderr[-3000:]}")
    wall_s, own_cpu_s = time.monotonic() - start, children_cpu() - before
    slurm.wait_until(lambda: not slurm.run("squeue", "--noheader"), 60)
    time.sleep(3)  # until the accounting database has heard of the last job
    return Cost(wall_s, own_cpu_s + accounted_cpu(slurm) - already)


def children_cpu() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def accounted_cpu(slurm: OneMachineSlurm) -> float:
    """CPU seconds of all jobs so far."""
    lines = slurm.run("sacct", "--noheader", "--parsable2", "--format=JobID,TotalCPU").split()
    jobs = [line.split("|") for line in lines]
    return sum(seconds(duration) for job_id, duration in jobs if "." not in job_id)  # not steps


def seconds(duration: str) -> float:
    """'01:02:03' or '02:03.456' in seconds."""
    total = 0.0
    for part in duration.split(":"):
        total = 60 * total + float(part)
    return total


def report(costs: dict[str, Cost], jobs: int) -> None:
    reference = costs.get("snakemake-executor-plugin-slurm")
    print(f"{'seconds a job, of ' + str(jobs):36} {'wall':>8} {'CPU':>8}")
    for way, cost in costs.items():
        line = f"{way:36} {cost.wall_s / jobs:8.2f} {cost.cpu_s / jobs:8.2f}"
        if reference and cost is not reference:
            wall, cpu = cost.wall_s / reference.wall_s, cost.cpu_s / reference.cpu_s
            line += f"   {wall:.2f} and {cpu:.2f} of the last"
        print(line)


if __name__ == "__main__":
    main()

"""Partitions: time limits, GPUs and preemption, against what the profile asks for."""

from collections.abc import Iterable, Mapping, Sequence

from neurodag.doctor.finding import Finding, Findings, info, ok, problem, warning
from neurodag.doctor.slurm.requests import Request
from neurodag.doctor.slurm.texts import Partition, first_number

SHORT_S = 10


def check_partitions(partitions: Sequence[Partition], requests: Iterable[Request]) -> Findings:
    """Whether every rule has a partition, and may run there for as long as it asks."""
    known = {partition.name: partition for partition in partitions}
    wrong = False
    for request in requests:
        for finding in _misfits(request, partitions, known):
            wrong = True
            yield finding
    if not wrong:
        yield ok(f"Partitions: {', '.join(known)}; all rules fit their time limits")


def _misfits(
    request: Request, partitions: Sequence[Partition], known: Mapping[str, Partition]
) -> Findings:
    asked = names(request, partitions)
    if not asked:
        yield problem(
            f"{request.rule}: no partition is asked for, and the cluster has none by default.",
            f"Set slurm_partition in default-resources, to one of {', '.join(known)}.",
        )
    for name in asked:
        if name not in known:
            yield problem(
                f"{request.rule}: there is no partition {name}, or you may not see it.",
                f"Set slurm_partition to one of {', '.join(known)}.",
            )
        elif request.minutes and request.minutes * 60 > known[name].limit_s:
            limit = known[name].limit_s / 60
            yield problem(
                f"{request.rule}: asks for {request.minutes:.0f} minutes, but the partition {name} "
                f"allows {limit:.0f}.",
                f"Set its runtime to {limit:.0f} or less (training goes on after its time limit), "
                "or another slurm_partition.",
            )


def names(request: Request, partitions: Sequence[Partition]) -> list[str]:
    """The partitions that a request names, or the cluster's default."""
    if request.partition:
        return str(request.partition).split(",")
    return [partition.name for partition in partitions if partition.default]


def check_preemption(
    config: Mapping[str, str], partitions: Sequence[Partition], requests: Iterable[Request]
) -> Findings:
    """What happens to jobs that must make room for others, in the partitions that are used."""
    kind = config.get("PreemptType", "(null)")
    if kind in ("(null)", "preempt/none"):
        yield ok("Jobs are not preempted")
        return
    if kind == "preempt/qos":
        yield info(
            "Jobs are preempted by quality of service: `sacctmgr show qos "
            "format=name,preempt,preemptmode,gracetime` tells which."
        )
        return
    used = {name for request in requests for name in names(request, partitions)}
    kill_wait = first_number(config.get("KillWait", "")) or 0
    highest = max((partition.tier for partition in partitions), default=0)
    for partition in partitions:
        if partition.name in used:
            yield preemption(partition, highest, kill_wait)


def preemption(partition: Partition, highest_tier: int, kill_wait_s: float) -> Finding:
    mode, name = partition.preempt_mode, partition.name
    time = max(partition.grace_s, kill_wait_s)
    if mode in ("OFF", "(null)") or partition.tier == highest_tier:
        return ok(f"Jobs in {name} are not preempted")
    if "SUSPEND" in mode:
        return info(
            f"Preempted jobs in {name} are suspended; `neurodag status` may take them for stopped."
        )
    if time < SHORT_S:
        return warning(
            f"Preempted jobs in {name} have {time:.0f} s to save themselves ({mode}).",
            "A network that needs longer loses up to five minutes of training; another "
            "slurm_partition may leave it in peace.",
        )
    return ok(f"Preempted jobs in {name} have {time:.0f} s to save themselves ({mode})")

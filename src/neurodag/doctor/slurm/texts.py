"""What SLURM's commands print, read."""

import math
import re
from typing import NamedTuple


class Partition(NamedTuple):
    name: str
    default: bool
    limit_s: float
    """Longest time of a job; infinite where there is no limit."""
    grace_s: float
    """Time that a preempted job is given."""
    preempt_mode: str
    tier: int
    """Jobs of higher tiers may preempt those of lower ones."""


class Nodes(NamedTuple):
    """Nodes that are alike, of one partition."""

    partition: str
    gres: str
    features: str


def parse_config(text: str) -> dict[str, str]:
    """Keys and values of `scontrol show config`."""
    pairs = (line.split("=", 1) for line in text.splitlines() if "=" in line)
    return {key.strip(): value.strip() for key, value in pairs}


def parse_partitions(text: str) -> list[Partition]:
    """What `scontrol show partition` prints."""
    partitions = []
    for block in re.split(r"\n\s*\n", text.strip()):
        facts = dict(word.split("=", 1) for word in block.split() if "=" in word)
        if "PartitionName" in facts:
            partitions.append(
                Partition(
                    facts["PartitionName"],
                    facts.get("Default") == "YES",
                    seconds(facts.get("MaxTime", "UNLIMITED")),
                    float(facts.get("GraceTime", 0)),
                    facts.get("PreemptMode", "OFF"),
                    int(facts.get("PriorityTier", 1)),
                )
            )
    return partitions


def parse_nodes(text: str) -> list[Nodes]:
    """What `sinfo --noheader --format=%R|%G|%f` prints."""
    return [Nodes(*line.split("|")) for line in text.splitlines() if line.count("|") == 2]


def gpu_models(gres: str) -> set[str] | None:
    """Models of the GPUs in a list of generic resources, such as `gpu:a100:4(S:0-1)`; empty where
    models have no names, None where there is no GPU."""
    gpus = re.findall(r"(?:^|,)gpu(?::([^:,(]+))?(?::\d+)?(?=[,(]|$)", gres)
    return {model for model in gpus if model and not model.isdigit()} if gpus else None


def seconds(time: str) -> float:
    """A time as SLURM writes limits: `1-12:00:00`, `30:00`, `90` (minutes), `UNLIMITED`."""
    if not (match := re.fullmatch(r"(?:(\d+)-)?(\d+)(?::(\d+))?(?::(\d+))?", time)):
        return math.inf
    days, *rest = match.groups()
    first, second, third = (int(part or 0) for part in rest)
    if days is not None or match[4] is not None:  # hours come first
        return int(days or 0) * 86400 + first * 3600 + second * 60 + third
    return first * 60 + second  # minutes


def first_number(text: str) -> int | None:
    """The number at the start of a value such as `30 sec`."""
    match = re.match(r"\d+", text)
    return int(match[0]) if match else None

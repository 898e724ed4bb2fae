"""The cluster's configuration, as `scontrol show config` tells it."""

from collections.abc import Mapping
from typing import Any

from neurodag.doctor.finding import Finding, Findings, info, ok, problem, warning
from neurodag.doctor.slurm.texts import first_number

USUAL_ARRAY_LIMIT = 1000
USUAL_STATUS_PAUSE_S = 15
SHORT_S = 10


def check_configuration(config: Mapping[str, str], profile: Mapping[str, Any]) -> Findings:
    yield ok(f"SLURM {config.get('SLURM_VERSION', '')}, cluster {config.get('ClusterName', '')}")
    yield arrays(config, profile)
    yield memory_of_jobs(config, profile)
    yield info(
        "JobRequeue is {}; the executor asks for --requeue itself.".format(
            config.get("JobRequeue", "not told")
        )
    )
    yield end_of_jobs(config, profile)


def arrays(config: Mapping[str, str], profile: Mapping[str, Any]) -> Finding:
    """Whether the executor's arrays are allowed."""
    largest = first_number(config.get("MaxArraySize", "")) or 0
    asked = int(profile.get("submitit-array-limit", USUAL_ARRAY_LIMIT))
    if largest < 2:
        return warning(
            "The cluster has no job arrays (MaxArraySize is 0 or 1).",
            "Set `submitit-array-limit: 1`.",
        )
    if asked > largest:
        return problem(
            f"`submitit-array-limit` is {asked}, but MaxArraySize is {largest}.",
            f"Set `submitit-array-limit: {largest - 1}`.",
        )
    return ok(f"Arrays of {asked} jobs are allowed (MaxArraySize is {largest})")


def memory_of_jobs(config: Mapping[str, str], profile: Mapping[str, Any]) -> Finding:
    """Whether somebody remembers how a job ended for longer than Snakemake looks away."""
    storage = config.get("AccountingStorageType", "")
    if storage.endswith("slurmdbd"):
        return ok("Ended jobs are remembered (accounting through slurmdbd)")
    remembered = first_number(config.get("MinJobAge", "")) or 0
    pause = int(profile.get("seconds-between-status-checks", USUAL_STATUS_PAUSE_S))
    text = f"The cluster keeps no accounts, and forgets ended jobs after {remembered} s (MinJobAge)"
    if remembered < 4 * pause:
        return warning(
            f"{text}: their end may be missed.",
            f"Set `seconds-between-status-checks: {max(1, remembered // 4)}`.",
        )
    return info(f"{text}, which is long enough while Snakemake runs.")


def end_of_jobs(config: Mapping[str, str], profile: Mapping[str, Any]) -> Finding:
    delay = profile.get("submitit-signal-delay", 120)
    wait = first_number(config.get("KillWait", "")) or 0
    text = (
        f"Jobs are told {delay} s before their time limit, and killed {wait} s (KillWait) after "
        "it, to save themselves"
    )
    if wait < SHORT_S:
        return info(f"{text}; one that is cancelled or preempted has those {wait} s alone.")
    return ok(text)

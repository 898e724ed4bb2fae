"""Asks SLURM, and hands what it says to the checks."""

import getpass
import shutil
from collections.abc import Mapping
from typing import Any

from neurodag.doctor.ask import ask
from neurodag.doctor.finding import Findings, info, ok, problem, warning
from neurodag.doctor.slurm.configuration import check_configuration
from neurodag.doctor.slurm.gpus import check_gpus
from neurodag.doctor.slurm.limits import (
    ASSOCIATIONS,
    QOS,
    check_limits,
    parse_associations,
    parse_qos,
)
from neurodag.doctor.slurm.partitions import check_partitions, check_preemption
from neurodag.doctor.slurm.requests import requests_of
from neurodag.doctor.slurm.texts import parse_config, parse_nodes, parse_partitions

NEEDED = ("sbatch", "squeue", "scontrol", "scancel", "sacct")


def is_there() -> bool:
    """Whether this machine has any of SLURM's commands."""
    return any(map(shutil.which, NEEDED))


def check_slurm(profile: Mapping[str, Any]) -> Findings:
    if not is_there():
        yield info("SLURM's commands are not here: jobs can run on this machine alone.")
        return
    missing = [command for command in NEEDED if shutil.which(command) is None]
    if missing:
        yield problem(
            f"SLURM's commands {', '.join(missing)} are not on PATH.",
            "Add their folder to PATH, or load the cluster's module for SLURM.",
        )
        return
    pong, answer = ask("scontrol", "ping"), ask("scontrol", "show", "config")
    if " UP" not in pong.text or answer.error:
        said = pong.error or answer.error or pong.text.strip()
        yield problem(
            f"SLURM's controller does not answer: {said}.",
            "Wait, or try on a login node of the cluster.",
        )
        return
    config, requests = parse_config(answer.text), requests_of(profile)
    yield from check_configuration(config, profile)
    partitions = parse_partitions(ask("scontrol", "show", "partition").text)
    nodes = parse_nodes(ask("sinfo", "--noheader", "--format=%R|%G|%f").text)
    yield from check_partitions(partitions, requests)
    yield from check_preemption(config, partitions, requests)
    yield from check_gpus(config, nodes, partitions, requests, profile)
    if config.get("AccountingStorageType", "").endswith("slurmdbd"):
        yield from check_accounts(config, profile)


def check_accounts(config: Mapping[str, str], profile: Mapping[str, Any]) -> Findings:
    """What the accounting database knows."""
    told = ask("sacct", "--noheader", "--allocations", "--format=JobID")
    if told.error:
        yield warning(
            f"The accounting database does not answer: {told.error}.",
            "Snakemake waits for it when SLURM has forgotten a job; ask those who run the cluster.",
        )
        return
    yield ok("sacct answers")
    show = ("sacctmgr", "--noheader", "--parsable2", "show")
    mine = ask(*show, "associations", f"user={getpass.getuser()}", f"format={ASSOCIATIONS}")
    qos = ask(*show, "qos", f"format={QOS}")
    if mine.error:
        yield info(f"Your accounts and limits are not told: {mine.error}.")
        return
    yield from check_limits(
        config, parse_associations(mine.text), parse_qos(qos.text), requests_of(profile), profile
    )

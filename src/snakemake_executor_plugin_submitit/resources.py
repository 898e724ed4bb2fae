"""From the resources of a Snakemake job to the parameters of submitit's executors."""

import shlex
from collections.abc import Mapping
from typing import Any

from snakemake_interface_common.exceptions import WorkflowError

from .settings import ExecutorSettings

# What the executor itself decides, and slurm_extra must not.
OWNED = {"array", "chdir", "error", "export", "job-name", "open-mode", "output", "signal", "wrap"}


def slurm_parameters(
    resources: Mapping[str, Any], threads: int, settings: ExecutorSettings
) -> dict[str, Any]:
    """Parameters of submitit's SlurmExecutor for a job with these resources.

    Jobs with equal parameters can share a job array. Raises WorkflowError for resources that
    contradict each other or cannot be expressed.
    """
    cpus = _cpus(resources, threads)
    parameters: dict[str, Any] = {
        "partition": resources.get("slurm_partition"),
        "account": resources.get("slurm_account"),
        "qos": resources.get("slurm_qos", resources.get("qos")),
        "time": resources.get("runtime"),
        "cpus_per_task": cpus,
        "constraint": _constraint(resources, settings),
        "array_parallelism": settings.array_parallelism,
        "signal_delay_s": signal_delay(resources.get("runtime"), settings),
        "setup": [settings.setup] if settings.setup else None,
        "stderr_to_stdout": True,
        "wckey": None,  # submitit's default key is refused where keys are enforced
        # One step runs Snakemake on the first node; steps of the job's own may share its CPUs.
        # srun does not take the CPUs over from sbatch since SLURM 22.05.
        "srun_args": ["--nodes=1", "--ntasks=1", f"--cpus-per-task={cpus}", "--overlap"],
    }
    if resources.get("mem_mb_per_cpu"):
        parameters["mem_per_cpu"] = f"{resources['mem_mb_per_cpu']}M"
    elif resources.get("mem_mb"):
        parameters["mem"] = f"{resources['mem_mb']}M"
    flags = {
        "requeue": True,
        "nodes": resources.get("nodes", 1),
        "ntasks": resources.get("tasks", 1),
        **_gpu_flags(resources, settings),
        **parse_extra(resources.get("slurm_extra", "")),
    }
    return {**parameters, "additional_parameters": flags}


def local_parameters(
    resources: Mapping[str, Any], threads: int, settings: ExecutorSettings
) -> dict[str, Any]:
    """Parameters of submitit's LocalExecutor, which knows a time limit and GPUs."""
    minutes = resources.get("runtime") or 7 * 24 * 60
    return {
        "timeout_min": minutes,
        "gpus_per_node": int(resources.get("gpu", 0)),
        "signal_delay_s": signal_delay(minutes, settings),
        "stderr_to_stdout": True,
        "setup": [settings.setup] if settings.setup else [],
    }


def signal_delay(minutes: int | None, settings: ExecutorSettings) -> int:
    """Seconds between the warning signal and the time limit.

    At most a fifth of the limit: SLURM may send the signal a minute early, and a job that is
    warned as soon as it starts gets nothing done.
    """
    if minutes is None:
        return settings.signal_delay
    return max(1, min(settings.signal_delay, minutes * 60 // 5))


def parse_extra(extra: str) -> dict[str, Any]:
    """Flags of sbatch in their long form, as in `--mail-type=END --exclusive`, as a mapping."""
    words = shlex.split(extra)
    if len(words) == 1 and " " in words[0]:  # quoted twice, as profiles for other executors are
        words = shlex.split(words[0])
    flags: dict[str, Any] = {}
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            raise WorkflowError(
                f"The resource slurm_extra={extra!r} contains {word!r}; write flags of sbatch in "
                "their long form, for instance '--mail-type=END --exclusive'."
            )
        name, equals, value = word[2:].partition("=")
        if not equals and words and not words[0].startswith("-"):
            value = words.pop(0)
        if name in OWNED:
            raise WorkflowError(
                f"The resource slurm_extra={extra!r} sets --{name}, which the executor sets itself."
            )
        flags[name] = value or True
    return flags


def _cpus(resources: Mapping[str, Any], threads: int) -> int:
    cpus = int(resources.get("cpus_per_task", threads))
    if cpus < 1:
        raise WorkflowError(f"The resource cpus_per_task is {cpus}, it must be 1 or more.")
    return cpus


def _constraint(resources: Mapping[str, Any], settings: ExecutorSettings) -> str | None:
    wanted = [resources["constraint"]] if resources.get("constraint") else []
    model = resources.get("gpu_model")
    if resources.get("gpu") and settings.gpu_constraint:
        if "{gpu_model}" not in settings.gpu_constraint:
            wanted.append(settings.gpu_constraint)
        elif model:
            wanted.append(settings.gpu_constraint.replace("{gpu_model}", model))
    if len(wanted) > 1:
        wanted = [f"({constraint})" for constraint in wanted]
    return "&".join(wanted) or None


def _gpu_flags(resources: Mapping[str, Any], settings: ExecutorSettings) -> dict[str, Any]:
    gpus, gres = int(resources.get("gpu", 0)), resources.get("gres")
    model = resources.get("gpu_model")
    if model and not gpus:
        raise WorkflowError(
            f"The resource gpu_model={model!r} needs the resource gpu, for instance gpu=1."
        )
    if gpus and gres and "gpu" in gres:
        raise WorkflowError(
            f"The resources gpu={gpus} and gres={gres!r} both ask for GPUs; keep one of them."
        )
    requests = {"gres": gres} if gres else {}
    if not gpus:
        return requests
    typed = f"{model}:" if model and "{gpu_model}" not in settings.gpu_constraint else ""
    if settings.gpu_request == "gres":
        requests["gres"] = ",".join([*requests.values(), f"gpu:{typed}{gpus}"])
        return requests
    return {**requests, settings.gpu_request.replace("_", "-"): f"{typed}{gpus}"}

"""Settings of the executor: command line options `--submitit-…`, profile keys `submitit-…`."""

from dataclasses import dataclass, field
from pathlib import Path

from snakemake_interface_common.exceptions import WorkflowError
from snakemake_interface_executor_plugins.settings import ExecutorSettingsBase

LEAST = {
    "array_limit": 1,
    "array_parallelism": 1,
    "signal_delay": 1,
    "restart_limit": 0,
    "progress_patience": 1,
}


@dataclass
class ExecutorSettings(ExecutorSettingsBase):
    cluster: str = field(
        default="slurm",
        metadata={
            "help": "Where jobs go: to SLURM, to processes of this machine (local), or one after "
            "the other into this process (debug).",
            "choices": ("slurm", "local", "debug"),
        },
    )
    folder: Path = field(
        default=Path(".snakemake/submitit"),
        metadata={
            "help": "Folder for job scripts, logs and the journal. It must be on a file system "
            "that the compute nodes share.",
        },
    )
    array_limit: int = field(
        default=1000,
        metadata={
            "help": "Largest job array. It must be below the cluster's MaxArraySize, and not "
            "exceed the number of jobs that you may have in the queue.",
        },
    )
    array_parallelism: int = field(
        default=256,
        metadata={"help": "How many jobs of one array may run at the same time."},
    )
    gpu_request: str = field(
        default="gpus_per_node",
        metadata={
            "help": "How this cluster spells a rule's 'gpu=1': --gpus=1, --gpus-per-node=1 or "
            "--gres=gpu:1.",
            "choices": ("gpus", "gpus_per_node", "gres"),
        },
    )
    gpu_constraint: str = field(
        default="",
        metadata={
            "help": "Constraint of jobs that ask for a GPU, for instance 'a100|h100'. With "
            "{gpu_model} in it, as in 'gpu_{gpu_model}', a rule's gpu_model goes there and not "
            "into the GPU request.",
        },
    )
    setup: str = field(
        default="",
        metadata={
            "help": "Shell line that runs on the node before the job, for instance "
            "'module load cuda'.",
        },
    )
    signal_delay: int = field(
        default=120,
        metadata={
            "help": "Seconds before the time limit at which a job is told to save itself "
            "(SIGUSR2); never more than a fifth of the time limit.",
        },
    )
    restart_limit: int = field(
        default=20,
        metadata={
            "help": "How often a job may start again after preemption, time limits and failures "
            "of nodes.",
        },
    )
    progress_patience: int = field(
        default=2,
        metadata={"help": "After so many attempts in a row without progress a job fails."},
    )

    def __post_init__(self) -> None:
        for name, least in LEAST.items():
            if getattr(self, name) < least:
                raise WorkflowError(
                    f"The setting --submitit-{name.replace('_', '-')} is {getattr(self, name)}, "
                    f"it must be {least} or more."
                )

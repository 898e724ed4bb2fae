"""The environment that submitted jobs inherit."""

import contextlib
import os
from collections.abc import Iterator

# Variables that describe the allocation in which this process itself may run.
INHERITED = ("SLURM_", "SLURMD_", "SBATCH_", "SRUN_", "SALLOC_", "SUBMITIT_", "PMI_", "PMIX_")
DEVICES = ("CUDA_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "GPU_DEVICE_ORDINAL")
KEPT = ("SLURM_CONF", "SUBMITIT_PREEMPT_SIGNAL")


@contextlib.contextmanager
def outside_allocation() -> Iterator[None]:
    """Hide what an enclosing allocation left in the environment, so that jobs do not inherit it."""
    inside = "SLURM_JOB_ID" in os.environ
    hidden = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if (name.startswith(INHERITED) and name not in KEPT) or (inside and name in DEVICES)
    }
    try:
        yield
    finally:
        os.environ.update(hidden)

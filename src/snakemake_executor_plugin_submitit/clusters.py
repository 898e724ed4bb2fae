"""The places where jobs can run."""

from pathlib import Path

from .cluster import Cluster
from .local import DebugCluster, LocalCluster
from .settings import ExecutorSettings
from .slurm import SlurmCluster


def open_cluster(settings: ExecutorSettings, folder: Path, run_folder: Path) -> Cluster:
    """The cluster of the settings. Jobs go through `run_folder`, one of those in `folder`."""
    if settings.cluster == "slurm":
        return SlurmCluster(settings, folder, run_folder)
    if settings.cluster == "local":
        return LocalCluster(settings, run_folder)
    return DebugCluster(settings, run_folder)

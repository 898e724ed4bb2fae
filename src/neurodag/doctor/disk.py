"""The file system that results go to."""

import fcntl
import shutil
import tempfile
from pathlib import Path

from neurodag.config import Config
from neurodag.doctor.finding import Finding, Findings, info, ok, problem, warning
from neurodag.status.survey import wanted_runs

IN_MEMORY = {"tmpfs", "ramfs"}
SHARED = {
    *("nfs", "nfs4", "lustre", "gpfs", "beegfs", "ceph", "fuse.ceph", "glusterfs", "panfs"),
    *("wekafs", "afs", "cifs", "smb3", "orangefs", "pvfs2", "9p", "virtiofs"),
}
OWN_OF_EACH_NODE = ("/tmp", "/var/tmp", "/dev/shm")
UNITS = 1000
"""Units that a session is taken to have."""
EVALUATION_BYTES = 100e6
GIB = 2**30


def check_disk(config: Config | None, on_cluster: bool) -> Findings:
    results = Path(config.results if config else ".").absolute()
    folder = next(place for place in (results, *results.parents) if place.is_dir())
    mounts = Path("/proc/mounts")
    if mounts.is_file():
        kind = file_system(mounts.read_text(errors="replace"), str(folder.resolve()))
        yield sharing(str(folder.resolve()), kind, on_cluster)
    yield writing(folder)
    runs = len(wanted_runs(config)) if config else 0
    yield space(folder, shutil.disk_usage(folder).free, needed_bytes(config) if config else 0, runs)


def file_system(mounts: str, folder: str) -> str:
    """Type of the file system that a folder lies on; `mounts` is the text of /proc/mounts."""
    best, kind = "", "unknown"
    for line in mounts.splitlines():
        _, point, this, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        holds = folder == point or folder.startswith(point.rstrip("/") + "/")
        if holds and len(point) >= len(best):  # of two mounts on one point, the later one counts
            best, kind = point, this
    return kind


def sharing(folder: str, kind: str, on_cluster: bool) -> Finding:
    """Whether the nodes of a cluster see the folder, and whether it lasts."""
    own = any(folder == place or folder.startswith(f"{place}/") for place in OWN_OF_EACH_NODE)
    if not on_cluster:
        if kind in IN_MEMORY:
            return warning(
                f"{folder} is kept in memory ({kind}), and gone after a restart.",
                "Set `results` to a folder on a disk.",
            )
        return ok(f"{folder} is on {kind}")
    if kind in IN_MEMORY or own:
        return problem(
            f"{folder} belongs to this machine alone ({kind}); jobs on other nodes do not see it.",
            "Work in a folder that all nodes share: home, project or scratch.",
        )
    if kind in SHARED:
        return ok(f"{folder} is on a shared file system ({kind})")
    return warning(
        f"{folder} is on {kind}, which usually belongs to one machine alone.",
        "Make sure that all nodes see it: `srun ls` of that folder on another node.",
    )


def writing(folder: Path) -> Finding:
    """Whether files can be written and locked."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"neurodag")
            file.flush()
            try:
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                return warning(
                    f"Files in {folder} cannot be locked ({error.strerror}).",
                    "Run one Snakemake at a time there: two would not notice each other.",
                )
    except OSError as error:
        return problem(
            f"Nothing can be written in {folder}: {error.strerror}.",
            "Set `results` to a folder that is yours, or make room.",
        )
    return ok("Files there can be written and locked")


def needed_bytes(config: Config) -> float:
    """Room for all runs, roughly: their weights and evaluations; and one state each, at worst."""
    model = config.mtm.model
    block = 4 * model.width**2 + 2 * model.width * model.feedforward
    embedding = model.embedding_factor * UNITS * (UNITS + model.width) + UNITS * model.width
    weights = 4 * (model.blocks * block + embedding)
    optimizer_and_best = 3 * weights
    return len(wanted_runs(config)) * (2 * weights + optimizer_and_best + EVALUATION_BYTES)


def space(folder: Path, free: float, needed: float, runs: int) -> Finding:
    wanted = f"{runs} runs need up to {needed / GIB:.0f} GiB or so"
    if not runs:
        return info(f"{free / GIB:.0f} GiB are free.")
    if free < needed:
        return warning(
            f"{free / GIB:.1f} GiB are free; {wanted}.", f"Make room on the disk of {folder}."
        )
    return ok(f"{free / GIB:.0f} GiB are free; {wanted}")

"""What the commands of the workflow have in common."""

import argparse
import os
import shlex
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from neurodag.errors import NeurodagError


def parser(description: str | None) -> argparse.ArgumentParser:
    """A parser that shows the defaults of its options."""
    return argparse.ArgumentParser(
        description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )


def run(main: Callable[[], Any]) -> None:
    """Run `main`; what the user got wrong is one sentence and exit status 1, not a traceback."""
    try:
        main()
    except NeurodagError as error:
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")


def provenance() -> dict[str, str]:
    """What made an output: the command, for its metadata."""
    script = Path("workflow_scripts") / Path(sys.argv[0]).name
    return {"command": shlex.join(["python", str(script), *sys.argv[1:]])}


def threads() -> int:
    """Number of threads that this job may use: what Snakemake or SLURM gave it, else all cores."""
    for name in ("OMP_NUM_THREADS", "SLURM_CPUS_PER_TASK"):
        if os.environ.get(name, "").isdigit():
            return int(os.environ[name])
    return len(os.sched_getaffinity(0))


def use_this_python(source: str) -> None:
    """Let commands that this process starts find this Python first, and the library in `source`.

    A conda environment that is activated for a command still puts its own Python before it.
    """
    paths = {"PATH": str(Path(sys.executable).parent), "PYTHONPATH": source}
    for name, path in paths.items():
        os.environ[name] = os.pathsep.join(filter(None, [path, os.environ.get(name)]))

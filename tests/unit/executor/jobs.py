"""Jobs and groups with as much of Snakemake's interface as the executor reads."""

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from snakemake.iocontainers import Params


@dataclass(eq=False)
class Job:
    name: str
    output: list[str]
    input: list[str] = field(default_factory=list)
    params: Params = field(default_factory=Params)
    shellcmd: str | None = "true"
    script: Path | None = None

    @property
    def rule(self) -> SimpleNamespace:
        return SimpleNamespace(
            name=self.name, run_func_src=None, script=self.script, notebook=None, basedir=None
        )

    def is_group(self) -> bool:
        return False


@dataclass(eq=False)
class Group:
    jobs: list[Job]

    def is_group(self) -> bool:
        return True

    @property
    def input(self) -> list[str]:
        return [path for job in self.jobs for path in job.input if path not in self._made()]

    @property
    def output(self) -> list[str]:
        used = [path for job in self.jobs for path in job.input]
        return [path for path in self._made() if path not in used]

    def _made(self) -> list[str]:
        return [path for job in self.jobs for path in job.output]


def with_params(**values: Any) -> Params:
    return Params(fromdict=values)

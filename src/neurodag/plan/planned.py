"""What is planned, whatever the paper: runs, and kinds of run that are told of together."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from neurodag.status.look import RunStatus

Precision = Literal["float32", "bfloat16"]


class Kind(NamedTuple):
    """Runs that differ in session, seed and the like alone."""

    network: str
    training: str
    """`one session`, `pretraining on 34` or `fine-tuning`, for example."""
    masking: str
    """Empty where a paper hides nothing."""
    precision: Precision


@dataclass(frozen=True)
class PlannedRun:
    kind: Kind
    steps: int
    training_flops: int
    """Floating-point operations of all steps, forward and backward."""
    validation_flops: int
    """Those of all validations."""
    left: float
    """Share that is not done yet, from 0, done, to 1, not begun."""


@dataclass
class Planned:
    """The runs of a kind, added up."""

    runs: int = 0
    done: int = 0
    steps: int = 0
    training_flops: int = 0
    validation_flops: int = 0
    left_flops: float = 0.0
    """Those that are not done yet."""

    @property
    def flops(self) -> int:
        return self.training_flops + self.validation_flops

    def add(self, run: PlannedRun) -> None:
        self.runs += 1
        self.done += run.left == 0
        self.steps += run.steps
        self.training_flops += run.training_flops
        self.validation_flops += run.validation_flops
        self.left_flops += run.left * (run.training_flops + run.validation_flops)


class Plan(NamedTuple):
    """Of one paper."""

    runs: list[PlannedRun]
    sessions: int
    """That the runs learn from."""
    assumed: int
    """Of these, sessions whose trials and units are assumed."""
    published: int = 0
    """Of these, sessions whose sizes only a table of the paper tells."""
    ends_early: bool = False
    """Whether training ends before the most epochs that it may take, if it improves no more."""
    also: tuple[str, ...] = ()
    """What else the plan rests on, a sentence or two each."""

    @property
    def kinds(self) -> dict[Kind, Planned]:
        """The runs of each kind, in the order in which kinds come first."""
        kinds: dict[Kind, Planned] = {}
        for run in self.runs:
            kinds.setdefault(run.kind, Planned()).add(run)
        return kinds


def left(status: RunStatus) -> float:
    """The share of a run's epochs that is not done yet."""
    return 0.0 if status.state == "done" else max(0.0, 1 - status.epoch / status.epochs)

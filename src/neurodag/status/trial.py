"""What tells the trials of V1T's search apart, and where their files are."""

from typing import NamedTuple

from neurodag import layout
from neurodag.layout import Place


class TrialId(NamedTuple):
    """What tells a trial from the others."""

    network: str
    cohort: str
    trial: int
    worker: int | None
    """Whose it is, if it has begun."""

    @property
    def place(self) -> Place:
        """Nothing of a trial is kept but its scores, so that its folder never has weights."""
        name, worker = f"trial-{self.trial}", f"{layout.LOGS}/search_worker/{self.worker}.log"
        state = f"{layout.SEARCH_STATE}/{name}"
        return Place(name, f"{layout.SEARCH}/{name}", f"{state}.pt", f"{state}.json", worker)

    def path(self, pattern: str) -> str:
        """A pattern of its place, which has nothing to fill in."""
        return pattern

"""Parting of sessions into training, validation and test."""

from math import isclose
from typing import Literal

from pydantic import model_validator

from neurodag.config.base import Seed, Settings, Share, ShareOrZero


class Split(Settings):
    """Parting of a session's trials; the three shares add up to 1 (paper section A.3)."""

    train: Share = 0.7
    """Share of trials that a model learns from."""
    validation: ShareOrZero = 0.1
    """Share of trials that selects the weights that are kept."""
    test: Share = 0.2
    """Share of trials that scores are computed on."""
    seed: Seed = 42
    """Seed of the shuffling; of no effect with blocks."""
    order: Literal["shuffled", "blocks"] = "shuffled"
    """Trials at random, or in three stretches of time, which keeps correlated neighbours apart."""

    @model_validator(mode="after")
    def _adds_up(self) -> "Split":
        total = self.train + self.validation + self.test
        if not isclose(total, 1):
            raise ValueError(
                f"train {self.train}, validation {self.validation} and test {self.test} add up to "
                f"{total:.6g}; they must add up to 1."
            )
        return self

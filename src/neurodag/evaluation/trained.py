"""A trained network and how it is asked: with which prompt, under which attention."""

from dataclasses import dataclass
from typing import TypedDict

import torch
from torch import Tensor

from neurodag.masking import MTM_SCHEMES
from neurodag.models.build import Network

TOKENS_AT_ONCE = {"cpu": 1 << 12, "cuda": 1 << 18}
"""How many tokens go through the network together: a GPU is kept busy, a CPU near its caches."""


class Mode(TypedDict):
    """How the network is asked."""

    prompt: int | None
    causal: bool


@dataclass(frozen=True)
class TrainedNetwork:
    """A network, the scheme that it was trained with, and the session that it is asked about.

    A prompted network is given the prompt of the scheme that matches a task (MtM paper, section
    3.3). One that knows only causal masking never looks ahead; one that knows it among others does
    not look ahead in forward prediction.
    """

    network: Network
    scheme: str
    session: str
    causal_unprompted: bool = True
    """Forward prediction under causal attention without a prompt, too (the authors: only with)."""

    def mode(self, matching: str) -> Mode:
        """Arguments of the network for a task that the scheme `matching` trains for."""
        prompted = self.scheme == "mtm_prompted"
        knows_causal = prompted or (self.scheme == "mtm_unprompted" and self.causal_unprompted)
        return {
            "prompt": MTM_SCHEMES.index(matching) if prompted else None,
            "causal": self.scheme == "causal" or (knows_causal and matching == "causal"),
        }

    @torch.no_grad()
    def log_rates(self, counts: Tensor, matching: str) -> Tensor:
        """Log of the expected counts `(trial, time, unit)` of all units from `counts`."""
        return torch.cat(
            [
                self.network(part, session=self.session, **self.mode(matching))
                for part in counts.split(self.rows_at_once(counts))
            ]
        )

    @torch.no_grad()
    def log_rates_of_hidden_units(self, counts: Tensor, units: Tensor, matching: str) -> Tensor:
        """Log of the expected counts of each of `units`, itself hidden from the network.

        `counts (trial, time, unit)` in, `(trial, time, len(units))` out: what a loop over the units
        that sets one unit to zero at a time would give, with less work. Hiding a unit changes
        nothing in trials in which it is silent, so these share one pass; in the others it changes
        the embedding of the bins with its spikes only; and only its own row is read out.
        """
        network, mode = self.network.of_session(self.session), self.mode(matching)
        rows = self.rows_at_once(counts)
        bins = torch.cat([network.embed(part) for part in counts.split(rows)])
        result = torch.cat(
            [network.read(network.encode(part, **mode))[..., units] for part in bins.split(rows)]
        )
        spiking = (counts[..., units] > 0).any(dim=1).nonzero()
        for trial, place in (pairs.unbind(1) for pairs in spiking.split(rows)):
            unit = units[place]
            tokens = bins[trial]
            pair, bin_ = counts[trial, :, unit].nonzero(as_tuple=True)
            others = counts[trial[pair], bin_]
            others[torch.arange(len(pair)), unit[pair]] = 0
            tokens[pair, bin_] = network.embed(others)
            result[trial, :, place] = network.read_own(network.encode(tokens, **mode), unit)
        return result

    def rows_at_once(self, counts: Tensor) -> int:
        embedded = self.network.of_session(self.session).embed(counts[:1, :1])
        tokens = counts.shape[1] * embedded.shape[2:-1].numel()  # a bin is one token, or several
        return max(1, TOKENS_AT_ONCE.get(counts.device.type, 1 << 14) // tokens)

"""Few observations are active: what makes up for it in pre-training (QuantFormer section 3.3)."""

from collections.abc import Iterable
from typing import NamedTuple

import torch
from torch import Generator, Tensor

from neurodag.config.forecast import Balance
from neurodag.errors import SessionError
from neurodag.training.forecast.observations import Observations


class Chosen(NamedTuple):
    """Observations to pre-train with, as positions, and what each counts; `(observation,)`."""

    presentation: Tensor
    unit: Tensor
    weight: Tensor


def inactive_per_active(sessions: Iterable[Observations]) -> float:
    """Inactive training observations for each active one, over all `sessions`: β of eq. 2.

    Raises SessionError where none is active.
    """
    labels = [session.active[session.of("train")] for session in sessions]
    active = sum(int(label.sum()) for label in labels)
    if not active:
        raise SessionError(
            "No unit is active in any training presentation, so nothing can be balanced; set "
            "active_gain lower, or look whether onset_frame and fluorescence belong together."
        )
    return sum(label.numel() for label in labels) / active - 1


def choose(
    session: Observations, presentations: Tensor, balance: Balance, beta: float, draw: Generator
) -> Chosen:
    """Observations of some presentations `(item,)` of a session.

    By `weights`, all of them, those that are active weighing 1 + `beta`; by `none`, all alike. By
    `sampling`, as in the authors' code, all that are active and as many others, at random and
    without repeats; one where none is active, for a batch must not be empty.
    """
    presentation, unit = session.every_unit(presentations)
    active = session.active[presentations].flatten()
    if balance == "weights":
        return Chosen(presentation, unit, 1 + beta * active)
    if balance == "sampling":
        kept = _with_as_many_inactive(active, draw)
        presentation, unit = presentation[kept], unit[kept]
    return Chosen(presentation, unit, torch.ones(len(unit), device=unit.device))


def _with_as_many_inactive(active: Tensor, draw: Generator) -> Tensor:
    """Positions of all that are `active (observation,)` and of as many others, ascending."""
    inactive = torch.nonzero(~active).squeeze(1)
    wanted = max(int(active.sum()), 1)
    some = torch.randperm(len(inactive), generator=draw)[:wanted].to(inactive.device)
    return torch.cat([torch.nonzero(active).squeeze(1), inactive[some]]).sort().values

"""Sessions as forecasters see them: every unit in every presentation is an observation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from neurodag.config.forecast import Windows
from neurodag.errors import SessionError
from neurodag.sessions import PARTS, Part
from neurodag.training.forecast.activity import active_units
from neurodag.training.forecast.parts import LEFT_OUT, part_of_presentations
from neurodag.training.forecast.recording import recording_of
from neurodag.training.forecast.traces import Traces, traces_of

MustShow = Literal["all", "any"]
"""Of the stimuli that are asked for: whether a session must show all of them, or any."""


class Cut(NamedTuple):
    """Some observations of one session (QuantFormer section 3.2)."""

    signal: Tensor
    """ΔF/F or spike counts of the baseline, then of the response, `(observation, frame)`."""
    unit: Tensor
    """Position among the units of the session, `(observation,)`."""
    stimulus: Tensor
    """Position among the conditions of the session, `(observation,)`."""
    active: Tensor
    """Whether the unit is active, `(observation,)`."""


@dataclass(frozen=True)
class Observations:
    """Of one session; all tensors on one device. The presentations are those that have a part."""

    traces: Traces
    position: np.ndarray
    """Where the presentations stand in the session file, `(presentation,)`."""
    start: Tensor
    """First frame of the window, `(presentation,)`."""
    part: Tensor
    """As in `PARTS`, `(presentation,)`."""
    stimulus: Tensor
    """Position among `conditions`, `(presentation,)`."""
    conditions: tuple[tuple[str, int], ...]
    """All that is shown: the name of the stimulus, and the number of the condition."""
    active_frames: Tensor
    """How many frames from the onset on tell whether a unit is active, `(presentation,)`."""
    active: Tensor
    """Whether a unit is active, `(presentation, unit)`."""

    @property
    def units(self) -> int:
        return self.active.shape[1]

    def of(self, part: Part) -> Tensor:
        """The presentations of a part, in the order of time, `(item,)`."""
        return torch.nonzero(self.part == PARTS.index(part)).squeeze(1)

    def every_unit(self, presentations: Tensor) -> tuple[Tensor, Tensor]:
        """Presentation and unit of each observation of some presentations `(item,)`.

        All units of the first presentation come first.
        """
        unit = torch.arange(self.units, device=presentations.device)
        return presentations.repeat_interleave(self.units), unit.repeat(len(presentations))

    def cut(self, presentation: Tensor, unit: Tensor) -> Cut:
        """The observations of units in presentations, both `(observation,)`, as positions."""
        return Cut(
            signal=self.traces.signal(unit, self.start[presentation]),
            unit=unit,
            stimulus=self.stimulus[presentation],
            active=self.active[presentation, unit],
        )


def observations_of(
    session: xr.Dataset,
    windows: Windows,
    device: torch.device,
    stimuli: Sequence[str] | None = None,
    must_show: MustShow = "all",
) -> Observations:
    """Of a session of calcium or spikes with a split, and of the `stimuli` or of all, on `device`.

    Raises SessionError where the session does not show the stimuli (names) that it must, has no
    split, is too short for any window, or has baselines that nothing can be divided by; and where
    `recording_of` does.
    """
    name = session.attrs["session_id"]
    values, onset, shown, condition = recording_of(session, windows)
    wanted = _wanted(shown, stimuli, must_show, name)
    part = part_of_presentations(session, onset, len(values), windows)
    position = np.flatnonzero(wanted & (part != LEFT_OUT))
    if not len(position):
        raise SessionError(
            f"Session {name} has no presentation with {windows.baseline_frames} frames before and "
            f"{windows.response_frames} after its onset (onset_frame) among its "
            f"{len(values)} frames at {windows.frame_rate_hz:g} Hz; set baseline_frames or "
            "response_frames lower, or leave the session out."
        )

    pairs = list(zip(shown.tolist(), condition.tolist(), strict=True))
    conditions = sorted({pair for pair, mine in zip(pairs, wanted, strict=True) if mine})
    number = {pair: place for place, pair in enumerate(conditions)}
    counted = [windows.active_frames_of.get(shown[at], windows.active_frames) for at in position]

    traces = traces_of(values, windows, device)
    start = torch.from_numpy(onset[position] - windows.baseline_frames).to(device)
    active_frames = torch.tensor(counted, device=device)
    return Observations(
        traces=traces,
        position=position,
        start=start,
        part=torch.from_numpy(part[position]).to(device),
        stimulus=torch.tensor([number[pairs[at]] for at in position], device=device),
        conditions=tuple(conditions),
        active_frames=active_frames,
        active=active_units(traces, start, active_frames, name),
    )


def _wanted(
    shown: np.ndarray, stimuli: Sequence[str] | None, must_show: MustShow, name: str
) -> np.ndarray:
    """Which presentations are of the `stimuli`, `(presentation,)`."""
    if stimuli is None:
        return np.ones(len(shown), dtype=bool)
    asked, missing = set(stimuli), sorted(set(stimuli) - set(shown))
    if missing and (must_show == "all" or len(missing) == len(asked)):
        raise SessionError(
            f"Session {name} does not show {', '.join(missing)}; what it shows is "
            f"{', '.join(np.unique(shown))}."
        )
    return np.isin(shown, stimuli)

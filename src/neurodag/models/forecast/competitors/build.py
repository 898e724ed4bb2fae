"""From settings to competitors."""

from collections.abc import Callable
from typing import Any

from neurodag.config.forecast import Competitor as Settings
from neurodag.config.forecast import Windows
from neurodag.models.forecast.competitors.autoformer import Autoformer
from neurodag.models.forecast.competitors.base import Competitor, Task
from neurodag.models.forecast.competitors.brainlm import BrainLM
from neurodag.models.forecast.competitors.crossformer import Crossformer
from neurodag.models.forecast.competitors.informer import Informer
from neurodag.models.forecast.competitors.lstm import LSTM
from neurodag.models.forecast.competitors.nlinear import NLinear
from neurodag.models.forecast.competitors.patchtst import PatchTST
from neurodag.models.forecast.competitors.poco import POCO
from neurodag.models.forecast.competitors.simple import Persistence, mean

COMPETITORS: dict[str, Callable[[Task, Any], Competitor]] = {
    "persistence": Persistence,
    "mean": mean,
    "nlinear": NLinear,
    "lstm": LSTM,
    "autoformer": Autoformer,
    "informer": Informer,
    "crossformer": Crossformer,
    "patchtst": PatchTST,
    "brainlm": BrainLM,
    "poco": POCO,
}
"""By the kind of their settings."""


def build_competitor(
    settings: Settings, *, units: int, stimuli: int, windows: Windows
) -> Competitor:
    """A competitor with fresh weights, for a session with so many units and stimuli.

    Raises ConfigError where the settings do not fit the windows.
    """
    task = Task(units, stimuli, windows.baseline_frames, windows.response_frames)
    return COMPETITORS[settings.kind](task, settings)

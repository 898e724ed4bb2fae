"""Settings of networks that forecast fluorescence, and of the QuantFormer paper's experiments."""

from neurodag.config.forecast.competitors import Competitor
from neurodag.config.forecast.network import (
    Downstream,
    ForecastNetwork,
    PatchMasking,
    Quantizer,
    Transformer,
)
from neurodag.config.forecast.training import (
    CompetitorRun,
    DownstreamRun,
    ForecastTraining,
    PretrainingRun,
    TaskTraining,
)
from neurodag.config.forecast.windows import Balance, Windows

__all__ = [
    "Balance",
    "Competitor",
    "CompetitorRun",
    "Downstream",
    "DownstreamRun",
    "ForecastNetwork",
    "ForecastTraining",
    "PatchMasking",
    "PretrainingRun",
    "Quantizer",
    "TaskTraining",
    "Transformer",
    "Windows",
]

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
    PretrainedNetwork,
    PretrainingRun,
    TaskTraining,
    TrainedCompetitor,
    Tuning,
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
    "PretrainedNetwork",
    "PretrainingRun",
    "Quantizer",
    "TaskTraining",
    "TrainedCompetitor",
    "Transformer",
    "Tuning",
    "Windows",
]

"""How forecasters are trained (QuantFormer paper, section 4.2), and what their runs depend on."""

from typing import Literal

from neurodag.config.base import Count, Flag, NonNegative, OrNull, Positive, Settings
from neurodag.config.forecast.competitors import Competitor
from neurodag.config.forecast.network import Downstream, ForecastNetwork, PatchMasking
from neurodag.config.forecast.windows import Balance, Windows


class ForecastTraining(Settings):
    """Optimisation by Adam; these are the numbers of pre-training."""

    epochs: Count = 50
    """Passes over the training presentations."""
    batch_size: Count = 32
    """Presentations in a batch; each is shown with all units of its session."""
    learning_rate: Positive = 1e-4
    """The same all along."""
    weight_decay: NonNegative = 0.0
    """Share of each weight that is added to its gradient."""
    precision: Literal["float32", "bfloat16"] = "float32"
    """Arithmetic of matrix products; weights, codes and optimiser stay in float32."""


class TaskTraining(ForecastTraining):
    """Optimisation on one session: of downstream tasks, and of what QuantFormer is compared with.

    The weight decay is that of the authors' code.
    """

    epochs: Count = 100
    """Passes over the training presentations."""
    learning_rate: Positive = 1e-3
    """The same all along."""
    weight_decay: NonNegative = 5e-4
    """Share of each weight that is added to its gradient."""


class PretrainedNetwork(Settings):
    """A network, and how it is pre-trained."""

    network: ForecastNetwork = ForecastNetwork()
    masking: PatchMasking = PatchMasking()
    balance: Balance = "weights"
    """How few active observations are made up for: the paper's weights, or the sampling of the
    authors' code; or not at all."""
    masked_weight: NonNegative = 2.0
    """What the error of masked patches counts, where that of the others counts 1 (α of eq. 2)."""
    training: ForecastTraining = ForecastTraining()


class PretrainingRun(PretrainedNetwork):
    """What pre-training depends on, besides its sessions, stimuli and seed."""

    windows: Windows = Windows()


class Tuning(Settings):
    """How a pre-trained network is adapted to a task."""

    downstream: Downstream = Downstream()
    balance_codes: Flag = False
    """The rarer a code is in training, the more it counts, as in the authors' code; else all count
    alike (eq. 4)."""
    training: TaskTraining = TaskTraining()


class DownstreamRun(Tuning):
    """What an adapted network depends on, besides its task, pre-training, session and seed."""

    windows: Windows = Windows()
    """Those of pre-training, but for what tells active from inactive."""
    network: OrNull[ForecastNetwork] = None
    """The network that begins with fresh weights, where none is pre-trained (Table 3)."""


class TrainedCompetitor(Settings):
    """A competitor, and how it is trained."""

    competitor: Competitor
    training: TaskTraining = TaskTraining()


class CompetitorRun(TrainedCompetitor):
    """What a competitor depends on, besides its task, session and seed."""

    windows: Windows = Windows()

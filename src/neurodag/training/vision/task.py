"""Responses to images, as a task for `fit` (V1T paper, section 4.2)."""

import math
from collections.abc import Iterator, Mapping

import torch
from torch import Generator, Tensor, nn

from neurodag.config.vision import VisionTraining
from neurodag.errors import ConfigError
from neurodag.metrics.responses import single_trial_correlation
from neurodag.models.vision.network import VisionNetwork, responses
from neurodag.training.plateau import Plateau
from neurodag.training.task import Loss
from neurodag.training.vision.recordings import Recording
from neurodag.training.workers import ALONE, Workers

Batch = dict[str, Tensor]
"""Some trials of each session, by its id: the parts of an update."""


class ImageResponses:
    """Predict the responses of every animal's units, and pay by their Poisson likelihood.

    Several processes deal out the animals. A core none of whose parameters learns stays as it is in
    evaluation: it drops nothing, and gathers no statistics of batches.
    """

    loss_name = "Poisson loss per response"
    loss_units = "nat"
    score_name = "validation_correlation"

    def __init__(
        self,
        model: VisionNetwork,
        recordings: Mapping[str, Recording],
        settings: VisionTraining,
        workers: Workers = ALONE,
    ) -> None:
        """`recordings` by the id of their session, all of them known to `model`.

        Raises ConfigError where several processes cannot share the work.
        """
        check_shares(model, len(recordings), workers)
        self.model = model
        self.recordings = recordings
        self.settings = settings
        self.workers = workers
        self.core_learns = any(weight.requires_grad for weight in model.core.parameters())
        self.device = next(model.parameters()).device
        if settings.compile:
            model.core.compile()

    def schedule(self, settings: VisionTraining, steps: int) -> Plateau:
        return Plateau(self.model, settings)

    def batches(self, draw: Generator) -> list[Batch]:
        """Every training trial of the animal with most of them once; others start again."""
        size = self.settings.batch_size
        updates = max(math.ceil(len(one.train) / size) for one in self.recordings.values())
        parts = {
            session: shuffled(recording.train.cpu(), size, updates, draw)
            for session, recording in self.recordings.items()
        }
        return [
            {session: part[place] for session, part in parts.items()} for place in range(updates)
        ]

    def losses(self, batch: Batch, draw: Generator) -> Iterator[Loss]:
        """A loss for each animal; random numbers do not depend on which process computes it."""
        self.model.core.train(self.core_learns)
        seeds = torch.randint(2**62, (len(batch),), generator=draw).tolist()
        parts = list(zip(batch.items(), seeds, strict=True))
        for (session, trials), seed in self.workers.share(parts):
            torch.manual_seed(seed)
            yield self.loss(session, trials)
        self.workers.average_gradients(self.model)

    def loss(self, session: str, trials: Tensor) -> Loss:
        """Of a batch of trials `(item,)` of a session, and the session's regularisers.

        The Poisson loss is scaled by the root of the number of such batches that the session has.
        """
        recording = self.recordings[session]
        trials = trials.to(self.device)
        response = recording.response[trials]
        poisson = poisson_loss(self.predict(session, trials), response, self.settings.epsilon)
        scale = math.sqrt(len(recording.train) / len(trials))
        return Loss(
            objective=scale * poisson + self.model.regulariser(session),
            told=poisson,
            entries=torch.tensor(response.numel(), device=self.device),
        )

    def predict(self, session: str, trials: Tensor) -> Tensor:
        """Expected responses `(item, unit)` in some trials `(item,)` of a session."""
        recording = self.recordings[session]
        with torch.autocast(
            self.device.type, torch.bfloat16, enabled=self.settings.precision == "bfloat16"
        ):
            drive = self.model(
                recording.pictures(trials), session=session, behavior=recording.states(trials)
            )
        return responses(drive.float())

    @torch.no_grad()
    def score(self) -> float:
        """Single-trial correlation (eq. 5), averaged over units, then over animals."""
        total = torch.zeros((), dtype=torch.float64)
        for session in self.workers.share(list(self.recordings)):
            recording = self.recordings[session]
            parts = recording.validation.split(self.settings.batch_size)
            expected = torch.cat([self.predict(session, trials) for trials in parts])
            arrays = expected, recording.response[recording.validation]
            total += single_trial_correlation(*(each.cpu().numpy() for each in arrays)).mean()
        return self.workers.total(total.to(self.device)).item() / len(self.recordings)


def shuffled(trials: Tensor, size: int, batches: int, draw: Generator) -> list[Tensor]:
    """So many batches of the trials, each of which comes once before any comes again."""
    parts: list[Tensor] = []
    while len(parts) < batches:
        parts += trials[torch.randperm(len(trials), generator=draw)].split(size)
    return parts[:batches]


def poisson_loss(expected: Tensor, response: Tensor, epsilon: float) -> Tensor:
    """Sum over trials and units (eq. 4); `epsilon` is added to both."""
    expected, response = expected + epsilon, response + epsilon
    return (expected - response * expected.log()).sum()


def check_shares(model: nn.Module, animals: int, workers: Workers) -> None:
    """Raises ConfigError where several processes would not do what one does."""
    if workers.size > animals:
        raise ConfigError(
            f"{workers.size} processes cannot share {animals} session(s), for each trains on "
            f"sessions of its own; give --processes {animals} or less."
        )
    if workers.size > 1 and any(isinstance(part, nn.BatchNorm2d) for part in model.modules()):
        raise ConfigError(
            "Batch normalisation, which the core cnn has, follows the batches of all sessions one "
            "after the other; give --processes 1."
        )

"""Sessions of images as networks see them: standardised, on the model's device."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from neurodag.config.vision import VisionRun
from neurodag.errors import ConfigError
from neurodag.models.vision.animals import Animal
from neurodag.sessions import open_session, trials_of
from neurodag.training.devices import generator
from neurodag.training.sessions import read_each, trials_to_learn_from
from neurodag.training.vision.scale import (
    image_moments,
    standardised_behavior,
    standardised_responses,
)


@dataclass(frozen=True)
class Recording:
    """One session; all tensors on one device."""

    image: Tensor
    """Each picture once, as stored, `(image, channel, y, x)`."""
    image_mean: Tensor
    """Of pixels, `(channel, 1, 1)`."""
    image_std: Tensor
    image_index: Tensor
    """Which picture each trial shows, `(trial,)`."""
    gray: bool
    """Whether the channels of standardised pictures are averaged."""
    response: Tensor
    """Standardised, `(trial, unit)`."""
    behavior: Tensor | None
    """Standardised, `(trial, variable)`."""
    behavior_variables: tuple[str, ...]
    positions: Tensor | None
    """Of units in the cortex, along its first two axes, `(unit, 2)`."""
    train: Tensor
    """Positions of the trials to train with, `(item,)`."""
    validation: Tensor

    def pictures(self, trials: Tensor) -> Tensor:
        """What some trials `(item,)` show, standardised, `(item, channel, y, x)`."""
        pictures = (self.image[self.image_index[trials]] - self.image_mean) / self.image_std
        return pictures.mean(dim=1, keepdim=True) if self.gray else pictures

    def states(self, trials: Tensor) -> Tensor | None:
        """Behaviour in some trials `(item,)`, standardised, `(item, variable)`."""
        return None if self.behavior is None else self.behavior[trials]

    @property
    def animal(self) -> Animal:
        """What a network must know of the session."""
        channels, height, width = self.image.shape[1:]
        return Animal(
            units=self.response.shape[1],
            channels=1 if self.gray else channels,
            size=(height, width),
            behavior=self.behavior_variables,
            positions=self.positions,
            mean_response=self.response[self.train].mean(dim=0),
        )


def read_recordings(
    paths: Sequence[Path],
    settings: VisionRun,
    device: torch.device,
    *,
    seed: int,
    gray: bool = False,
) -> dict[str, Recording]:
    """The sessions of the files `paths` by their ids, in the order of these, on `device`.

    Raises SessionError where two files are of one session, or a session has no trials to train or
    to validate with; ConfigError where more training trials are asked for than a session has.
    """

    def read(path: Path) -> tuple[str, Recording]:
        session = open_session(path, "images")
        trials_to_learn_from(session, path)
        name = session.attrs["session_id"]
        recording = recording_of(session, device, gray=gray)
        if settings.samples is None:
            return name, recording
        return name, limited(recording, settings.samples, seed, name)

    recordings, _ = read_each(paths, read)
    return recordings


def recording_of(session: xr.Dataset, device: torch.device, *, gray: bool = False) -> Recording:
    """A session with its split, on `device`."""

    def on_device(values: np.ndarray) -> Tensor:
        return torch.from_numpy(np.ascontiguousarray(values)).to(device)

    image = session["image"].values
    mean, std = (each[:, None, None].astype(np.float32) for each in image_moments(session))
    known = "unit_position" in session and session.sizes["axis"] >= 2
    behaves = "behavior" in session
    return Recording(
        image=on_device(image if image.dtype == np.uint8 else image.astype(np.float32)),
        image_mean=on_device(mean),
        image_std=on_device(std),
        image_index=on_device(session["image_index"].values.astype(np.int64)),
        gray=gray,
        response=on_device(standardised_responses(session)),
        behavior=on_device(standardised_behavior(session)) if behaves else None,
        behavior_variables=(
            tuple(session["behavior_variable"].values.astype(str).tolist()) if behaves else ()
        ),
        positions=(
            on_device(session["unit_position"].values[:, :2].astype(np.float32)) if known else None
        ),
        train=on_device(trials_of(session, "train")),
        validation=on_device(trials_of(session, "validation")),
    )


def limited(recording: Recording, samples: int, seed: int, session: str) -> Recording:
    """The recording with so many training trials, drawn by the seed; fewer are part of more.

    Raises ConfigError if it has not as many.
    """
    train = recording.train
    if samples > len(train):
        raise ConfigError(
            f"samples asks for {samples} training trials, but session {session} has {len(train)}; "
            f"give {len(train)} or fewer, or null for all."
        )
    order = torch.randperm(len(train), generator=generator(seed, "samples", session))
    chosen = order[:samples].sort().values.to(train.device)
    return replace(recording, train=train[chosen])

"""Sensorium 2022 and Franke 2022: how a scan is read, and what its simulated twin is like."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from neurodag.config.base import (
    Count,
    CountOrZero,
    Flag,
    Folds,
    NonNegative,
    OrNull,
    Positive,
    Seed,
    Settings,
)

Side = Annotated[Count, Field(ge=2)]
Size = Annotated[tuple[Side, Side], Strict(False)]
"""Height and width in pixels."""


class SensoriumReader(Settings):
    """How a scan becomes a session; by default nothing of it is changed."""

    channels: Literal["all", "grey"] = "all"
    """`grey` averages the two colour channels of Franke 2022 (V1T paper, section A.2)."""
    image_size: OrNull[Size] = None
    """Height and width that pictures are shrunk to, bilinearly; null keeps their own, which models
    then shrink themselves."""


class SensoriumTwin(Settings):
    """A simulated scan: receptive fields that see pictures through a moving, more or less aroused
    eye."""

    units: Annotated[Count, Field(le=65535)] = 60
    """Units of a scan."""
    train_images: Count = 450
    """Pictures of the training tier, each shown once."""
    validation_images: Count = 50
    """Pictures of the validation tier, each shown once."""
    test_images: Count = 20
    """Pictures of the test tier."""
    final_test_images: CountOrZero = 0
    """Pictures of the final test tier; with any, the scan is one of a competition: test responses
    are zeroed, and the order of the trials is hidden."""
    repeats: Folds = 10
    """Times that each test picture is shown."""
    image_size: Size = (36, 64)
    """Height and width of the pictures in pixels."""
    colour: Flag = False
    """Pictures of two channels (Franke 2022) instead of grey ones (Sensorium 2022)."""
    behaviour: Flag = True
    """Whether behaviour and pupil position are published; else their files hold zeros."""
    zipped: Flag = False
    """Whether the scan is one zip instead of a folder."""
    map_scatter: NonNegative = 0.05
    """Standard deviation of the centres of receptive fields around the retinotopic map, as a share
    of the picture's height."""
    gaze_spread: NonNegative = 0.03
    """Standard deviation of the shift that the gaze causes, as a share of the picture's height."""
    arousal_strength: NonNegative = 0.3
    """Standard deviation over units of the log-gain that one standard deviation of arousal adds."""
    events: Positive = 2.0
    """Mean number of events (spikes, say) that a unit expects in a trial."""
    fano: Positive = 3.0
    """Variance of the events over their mean, given what is expected; Poisson noise has 1."""
    seed: Seed = 0
    """Seed of the simulation; each scan draws from it and its own id."""

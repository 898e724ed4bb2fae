"""A network from images to responses: a core, and for each animal a readout and a shifter."""

from typing import Annotated, Literal

from pydantic import Field, Strict

from neurodag.config.base import Count, Flag, NonNegative, Settings
from neurodag.config.vision.cores import Core

Crop = Annotated[float, Field(gt=0, le=1)]
Size = Annotated[tuple[Count, Count], Strict(False)]


class Readout(Settings):
    """Gaussian readout (V1T paper, section 3; Lurz et al. 2021)."""

    position_layers: Count = 1
    """Hidden layers from a unit's position in the cortex to its place in the image; where
    positions are not recorded, each unit learns its place by itself."""
    position_units: Count = 30
    """Units of each of these layers."""
    initial_bias: Literal["zero", "mean_response"] = "zero"
    """What biases begin with."""
    l1: NonNegative = 0.0076
    """Weight of the sum of the features' absolute weights."""


class VisionNetwork(Settings):
    """Of one or several animals, which share the core (V1T paper, sections 3 and 4)."""

    core: Core
    """The core, told by `kind`."""
    readout: Readout = Readout()
    size: Size = (36, 64)
    """Height and width that images are resized to, in pixels."""
    crop: Crop = 1.0
    """Share of height and width that is cut from the centre of the image."""
    channel_variables: Literal["state", "all"] = "state"
    """Behaviour as channels: all but the pupil's centre, which the shifter has, or all."""
    shifter: Flag = True
    """Readouts follow the pupil's centre, where it is recorded."""
    shifter_units: Count = 5
    """Units of the shifter's two hidden layers."""

"""A network of several animals: one core, and for each a readout and a shifter."""

from collections.abc import Mapping

from torch import Tensor, nn
from torch.nn import functional

from neurodag.config import vision
from neurodag.errors import ConfigError
from neurodag.models.sessions import BySession
from neurodag.models.vision.animals import PUPIL_CENTER, Animal, alike
from neurodag.models.vision.cnn import CNN
from neurodag.models.vision.images import centre, resized, with_channels
from neurodag.models.vision.readout import GaussianReadout
from neurodag.models.vision.shifter import Shifter
from neurodag.models.vision.vit import ViT


class VisionNetwork(nn.Module):
    """Standardised images and behaviour in, the drive of each unit out.

    V1T paper, sections 3 and 4. Behaviour, where it is recorded, reaches the core as its settings
    say, and the pupil's centre the shifter.
    """

    def __init__(self, animals: Mapping[str, Animal], settings: vision.VisionNetwork) -> None:
        """`animals` by the id of their session.

        Raises ConfigError if they cannot share a core, or if images are too small for it.
        """
        super().__init__()
        channels, self.behavior = alike(animals)
        self.size, self.crop = settings.size, settings.crop
        self.pupil = pupil_variables(self.behavior) if settings.shifter else []
        self.channel_variables = channel_variables(self.behavior, settings)
        self.core = build_core(
            channels + len(self.channel_variables), len(self.behavior), self.size, settings.core
        )
        self.shifter = BySession(
            {name: Shifter(settings.shifter_units) for name in animals if self.pupil}
        )
        self.readout = BySession(
            {
                name: GaussianReadout(self.core.width, animal, settings.readout)
                for name, animal in animals.items()
            }
        )

    def forward(self, images: Tensor, *, session: str, behavior: Tensor | None = None) -> Tensor:
        """Drive `(trial, unit)`, of which `responses` makes responses.

        `images (trial, channel, y, x)` and `behavior (trial, variable)` are standardised, and all
        trials are of one `session`. Without `behavior`, all variables are zero for the core, and
        readouts are not shifted. Raises KeyError for a session that the network has not.
        """
        features = self.core(*self.to_core(images, behavior))
        return self.readout[session](features, self.shift(session, behavior))

    def attention(self, images: Tensor, behavior: Tensor | None = None) -> Tensor:
        """As `ViT.attention`, of images and behaviour as `forward` is given them.

        Raises ConfigError for a convolutional core.
        """
        if not isinstance(self.core, ViT):
            raise ConfigError(
                "The network's core is convolutional and has no attention to look at; give one "
                "whose core is of the kind vit."
            )
        return self.core.attention(*self.to_core(images, behavior))

    def to_core(self, images: Tensor, behavior: Tensor | None) -> tuple[Tensor, Tensor]:
        """What the core is given: images of its size and channels, and behaviour."""
        if behavior is None:
            behavior = images.new_zeros(len(images), len(self.behavior))
        seen = resized(centre(images, self.crop), self.size)
        return with_channels(seen, behavior[:, self.channel_variables]), behavior

    def shift(self, session: str, behavior: Tensor | None) -> Tensor | None:
        """How far the session's readout moves in each trial, `(trial, 2)`; None: not at all."""
        if not self.pupil or behavior is None:
            return None
        return self.shifter[session](behavior[:, self.pupil])

    @property
    def grid(self) -> tuple[int, int]:
        """Rows and columns of the core's features."""
        return self.core.grid

    def regulariser(self, session: str) -> Tensor:
        """What is added to the loss of a batch of the session: the core's and its readout's."""
        return self.core.regulariser() + self.readout[session].regulariser()


def pupil_variables(behavior: tuple[str, ...]) -> list[int]:
    """Places of the pupil's x and y among behaviour variables; empty unless it has both."""
    if not set(PUPIL_CENTER) <= set(behavior):
        return []
    return [behavior.index(name) for name in PUPIL_CENTER]


def channel_variables(behavior: tuple[str, ...], settings: vision.VisionNetwork) -> list[int]:
    """Places of the behaviour variables that become channels of the image."""
    if settings.core.behavior != "channels":
        return []
    left_out = PUPIL_CENTER if settings.channel_variables == "state" else ()
    return [place for place, name in enumerate(behavior) if name not in left_out]


def build_core(
    channels: int, variables: int, size: tuple[int, int], settings: vision.ViTCore | vision.CNNCore
) -> ViT | CNN:
    """A core with fresh weights; `variables` are given to its blocks if its settings say so."""
    if isinstance(settings, vision.CNNCore):
        return CNN(channels, size, settings)
    return ViT(channels, variables if settings.behavior == "blocks" else 0, size, settings)


def responses(drive: Tensor) -> Tensor:
    """Expected responses, in standard deviations, of the drive: never negative."""
    return functional.elu(drive) + 1

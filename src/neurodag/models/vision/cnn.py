"""The convolutional core of Lurz et al. (2021), as in the Sensorium baseline."""

from torch import Tensor, nn
from torch.nn import functional

from neurodag.config.vision import CNNCore
from neurodag.errors import ConfigError

MOMENTUM = 0.9
"""Share of the newest batch in the running statistics of batch normalisation."""


class CNN(nn.Module):
    """Images in, feature maps out; all layers but the first are depth-separable and keep the size.

    Without nonlinearities, it is the core of the LN model.
    """

    def __init__(self, channels: int, size: tuple[int, int], settings: CNNCore) -> None:
        """For images of so many channels and this height and width.

        Raises ConfigError if the first layer's filters are larger than the image.
        """
        super().__init__()
        if settings.first_kernel > min(size):
            raise ConfigError(
                f"Filters of the first layer are {settings.first_kernel} pixels high and wide, but "
                f"images are {size[0]} × {size[1]} pixels; give a smaller `first_kernel` of the "
                "core, or a larger `size`."
            )
        self.width = settings.channels
        self.smoothness = settings.smoothness
        height, width = size
        self.grid = (height - settings.first_kernel + 1, width - settings.first_kernel + 1)
        first = nn.Conv2d(channels, self.width, settings.first_kernel, bias=False)
        later = (separable(self.width, settings.kernel) for _ in range(settings.layers - 1))
        self.layers = nn.Sequential(
            *(
                nn.Sequential(
                    layer,
                    nn.BatchNorm2d(self.width, momentum=MOMENTUM),
                    nn.Identity() if settings.linear else nn.ELU(),
                )
                for layer in (first, *later)
            )
        )
        self.apply(draw_filters)

    def forward(self, images: Tensor, behavior: Tensor | None = None) -> Tensor:
        """Features `(trial, width, row, column)` of `images (trial, channel, y, x)`.

        It knows of behaviour through channels of the images only.
        """
        return self.layers(images)

    @property
    def filters(self) -> Tensor:
        """Of the first layer, `(filter, channel, y, x)`."""
        return self.layers.get_parameter("0.0.weight")

    def regulariser(self) -> Tensor:
        """Weighted roughness of the first layer's filters."""
        return self.smoothness * roughness(self.filters)


def separable(width: int, kernel: int) -> nn.Sequential:
    """Across channels, across space, across channels."""
    return nn.Sequential(
        nn.Conv2d(width, width, 1),
        nn.Conv2d(width, width, kernel, padding=kernel // 2, groups=width),
        nn.Conv2d(width, width, 1),
    )


def draw_filters(part: nn.Module) -> None:
    if isinstance(part, nn.Conv2d):
        nn.init.xavier_normal_(part.weight)
        if part.bias is not None:
            nn.init.zeros_(part.bias)


def roughness(filters: Tensor) -> Tensor:
    """Sum of squares of the filters' Laplacian, relative to that of the filters themselves."""
    laplace = filters.new_tensor([[0.0, -1, 0], [-1, 4, -1], [0, -1, 0]])
    single = filters.flatten(0, 1)[:, None]
    edges = functional.conv2d(single, laplace[None, None], padding=1)
    return edges.square().sum() / filters.square().sum()

"""The vision transformer as a core; with behaviour in its blocks, V1T (paper, section 4.1)."""

from typing import cast

import torch
from torch import Tensor, nn

from neurodag.config.vision import ViTCore
from neurodag.models.vision.block import Block
from neurodag.models.vision.tokens import patch_grid, tokenizer
from neurodag.nn.dropout import Dropout


class ViT(nn.Module):
    """Images in, one feature vector for each patch out.

    Before the patches stands a learned token, [cls], which is left out of what comes out.
    """

    def __init__(
        self, channels: int, variables: int, size: tuple[int, int], settings: ViTCore
    ) -> None:
        """For images of so many channels and this height and width.

        `variables`: behaviour variables that the blocks are given. Raises ConfigError if a patch is
        larger than the image.
        """
        super().__init__()
        self.width = settings.width
        self.l1 = settings.l1
        self.grid = patch_grid(size, settings)
        rows, columns = self.grid
        self.tokens = tokenizer(channels, settings)
        self.cls = nn.Parameter(torch.randn(settings.width))
        self.position = nn.Parameter(torch.randn(1 + rows * columns, settings.width))
        self.dropout = Dropout(settings.patch_dropout)
        blocks = nn.ModuleList(Block(variables, settings) for _ in range(settings.blocks))
        self.blocks = cast(list[Block], blocks)

    def forward(self, images: Tensor, behavior: Tensor | None = None) -> Tensor:
        """Features `(trial, width, row, column)` of `images (trial, channel, y, x)`.

        `behavior (trial, variable)`: for the blocks, if they are given any.
        """
        x = self.embed(images)
        for block in self.blocks:
            x = block(x, behavior)
        return x[:, 1:].transpose(1, 2).unflatten(2, self.grid)

    def embed(self, images: Tensor) -> Tensor:
        """[cls] and patches, each at its position, `(trial, token, width)`."""
        patches = self.tokens(images)
        cls = self.cls.to(patches).expand(len(images), 1, -1)
        return self.dropout(torch.cat([cls, patches], dim=1) + self.position)

    def attention(self, images: Tensor, behavior: Tensor | None = None) -> Tensor:
        """What each token looks at in each block, `(block, trial, head, token, token)`.

        Token 0 is [cls], the others are patches, row by row. At the paper's size, an image takes
        175 MB.
        """
        x, weights = self.embed(images), []
        for block in self.blocks:
            weights.append(block.weights(x, behavior))
            x = block(x, behavior)
        return torch.stack(weights)

    def behavior_activations(self, behavior: Tensor) -> Tensor:
        """What each block adds to tokens for `behavior (trial, variable)`, `(block, trial, width)`.

        Blocks that know nothing of behaviour add nothing: none are returned.
        """
        added = [block.behavior(behavior) for block in self.blocks if block.behavior is not None]
        return torch.stack(added) if added else behavior.new_empty(0, len(behavior), self.width)

    def regulariser(self) -> Tensor:
        """Weighted sum of all parameters' absolute values."""
        return self.l1 * torch.stack([weights.abs().sum() for weights in self.parameters()]).sum()

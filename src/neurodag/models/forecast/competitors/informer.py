"""Informer (Zhou et al. 2021): sparse attention, and the whole response in one step."""

from functools import partial

from torch import Tensor, nn
from torch.nn import functional

from neurodag.config.forecast import competitors as config
from neurodag.models.forecast.competitors.attention import Attention, Block
from neurodag.models.forecast.competitors.base import Competitor, StimulusToken, Task
from neurodag.models.forecast.competitors.frames import FrameEmbedding, check_context, positions
from neurodag.models.forecast.competitors.prob_sparse import prob_sparse


class Informer(Competitor):
    """The decoder is given the last frames of the baseline, and zeros for the response."""

    def __init__(self, task: Task, settings: config.Informer) -> None:
        """Raises ConfigError if the context is longer than the baseline."""
        super().__init__()
        check_context(settings.context_frames, task.baseline)
        self.context, self.response = settings.context_frames, task.response
        width = settings.width
        self.encoder_embedding = FrameEmbedding(task.units, width)
        self.encoder = encoder(settings)
        self.decoder_embedding = FrameEmbedding(task.units, width)
        self.stimulus = StimulusToken(task.stimuli, width)
        self.decoder = nn.ModuleList(DecoderBlock(settings) for _ in range(settings.decoder_blocks))
        self.out = nn.Linear(width, task.units)

    def forward(self, baseline: Tensor, stimulus: Tensor | None = None) -> Tensor:
        context = self.encoder(placed(self.encoder_embedding(baseline)))
        given = functional.pad(baseline[:, -self.context :], (0, 0, 0, self.response))
        x = self.stimulus(placed(self.decoder_embedding(given)), stimulus)
        for block in self.decoder:
            x = block(x, context)
        return self.out(x[:, -self.response :])


def placed(x: Tensor) -> Tensor:
    """Tokens `(presentation, frame, width)` that know their positions."""
    return x + positions(x.shape[1], x.shape[2], x)


def encoder(settings: config.Informer) -> nn.Sequential:
    """Blocks; between them, tokens are halved."""
    mechanism = partial(prob_sparse, factor=settings.factor)
    sizes = (settings.width, settings.heads, settings.feedforward, settings.dropout)
    parts: list[nn.Module] = [Block(*sizes, mechanism)]
    for _ in range(settings.encoder_blocks - 1):
        parts += [Distilling(settings.width), Block(*sizes, mechanism)]
    return nn.Sequential(*parts)


class Distilling(nn.Module):
    """Of each two neighbouring tokens, what is strongest (equation 5)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.convolution = nn.Conv1d(width, width, 3, padding=1, padding_mode="circular")

    def forward(self, x: Tensor) -> Tensor:
        """`(presentation, frame, width)` to half as many frames, rounded up."""
        filtered = functional.elu(self.convolution(x.mT))
        return functional.max_pool1d(filtered, kernel_size=3, stride=2, padding=1).mT


class DecoderBlock(nn.Module):
    """Sparse attention to earlier tokens, then a block that looks at the encoder."""

    def __init__(self, settings: config.Informer) -> None:
        super().__init__()
        width, heads, drop = settings.width, settings.heads, settings.dropout
        earlier = partial(prob_sparse, factor=settings.factor, causal=True)
        self.attention = Attention(width, heads, drop, earlier)
        self.norm = nn.LayerNorm(width)
        self.block = Block(width, heads, settings.feedforward, drop)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        """`(presentation, frame, width)` to the same."""
        return self.block(self.norm(x + self.attention(x, x)), context)

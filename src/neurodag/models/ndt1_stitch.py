"""NDT1-stitch: one NDT1 for many sessions (MtM paper, sections 2.2 and 5.1)."""

from collections.abc import Mapping

from torch import Tensor, nn

from neurodag import config
from neurodag.models.encoder import embedding
from neurodag.models.many_sessions import ManySessions
from neurodag.models.sessions import BySession
from neurodag.nn.linear import own_outputs


class NDT1Stitch(ManySessions):
    """One token a time bin; each session has a linear layer in and one out, all else is shared."""

    def __init__(
        self, units: Mapping[str, int], bins: int, settings: config.NDT1Stitch, prompts: int = 0
    ) -> None:
        """For trials of `bins` bins; `units` of each session; `prompts` 0 for no prompt token."""
        super().__init__(units, settings, prompts)
        width, channels = settings.width, settings.channels
        self.stitch = BySession({name: nn.Linear(n, channels) for name, n in units.items()})
        self.embed_channels = embedding(channels, settings)
        self.position = nn.Embedding(bins, width)
        self.readout = BySession({name: nn.Linear(width, n) for name, n in units.items()})

    def embed(self, counts: Tensor, session: str) -> Tensor:
        return self.embed_channels(self.stitch[session](counts))

    def encode(
        self, tokens: Tensor, session: str, *, prompt: int | None = None, causal: bool = False
    ) -> Tensor:
        placed = tokens + self.position.weight[: tokens.shape[1]]
        return self.encoder(placed, self.before(session, prompt), causal=causal)

    def read(self, encoded: Tensor, session: str) -> Tensor:
        return self.readout[session](encoded)

    def read_own(self, encoded: Tensor, units: Tensor, session: str) -> Tensor:
        return own_outputs(self.readout[session], encoded, units)

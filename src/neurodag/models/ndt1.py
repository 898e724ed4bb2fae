"""NDT1, the neural data transformer with one token a time bin (MtM paper, sections 2.2 and 5.1)."""

from torch import Tensor, nn

from neurodag import config
from neurodag.models.encoder import Encoder, embedding
from neurodag.nn.linear import own_outputs


class NDT1(nn.Module):
    """Masked spike counts of one session in, log-rates out.

    A learned prompt token may stand before the bins and say which masking scheme is at work
    (section 3.2).
    """

    def __init__(self, units: int, bins: int, settings: config.NDT1, prompts: int = 0) -> None:
        """For `units` units, trials of `bins` bins and `prompts` prompts (0: no prompt token)."""
        super().__init__()
        self.embed = embedding(units, settings)
        self.position = nn.Embedding(bins, settings.width)
        self.prompt = nn.Embedding(prompts, settings.width) if prompts else None
        self.encoder = Encoder(settings)
        self.readout = nn.Linear(settings.width, units)

    def forward(
        self,
        counts: Tensor,
        *,
        session: str | None = None,
        prompt: int | None = None,
        causal: bool = False,
    ) -> Tensor:
        """Log-rates per bin `(trial, time, unit)` of counts of that shape, masked entries zero.

        The network knows one session, whatever `session` says.
        """
        return self.read(self.encode(self.embed(counts), prompt=prompt, causal=causal))

    def of_session(self, session: str) -> "NDT1":
        """The network itself, which knows one session only."""
        return self

    def encode(self, bins: Tensor, *, prompt: int | None = None, causal: bool = False) -> Tensor:
        """Embedded bins in the context of their trial, `(trial, time, width)`."""
        tokens = bins + self.position.weight[: bins.shape[1]]
        before = [] if self.prompt is None or prompt is None else [self.prompt.weight[prompt]]
        return self.encoder(tokens, before, causal=causal)

    def read(self, encoded: Tensor) -> Tensor:
        """Log-rates `(trial, time, unit)` of encoded bins."""
        return self.readout(encoded)

    def read_own(self, encoded: Tensor, units: Tensor) -> Tensor:
        """Log-rates `(row, time)` of one of `units (row,)` a row, of encoded bins."""
        return own_outputs(self.readout, encoded, units)

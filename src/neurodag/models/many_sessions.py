"""What networks that are trained on many sessions have in common."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from torch import Tensor, nn

from neurodag import config
from neurodag.models.encoder import Encoder
from neurodag.models.sessions import BySession


class ManySessions(nn.Module, ABC):
    """Masked spike counts of any of its sessions in, log-rates out.

    Before the tokens of a trial may stand one that says which session it is of, and one that says
    which masking scheme is at work (MtM paper, sections 3.2 and 5.1).
    """

    def __init__(
        self, units: Mapping[str, int], settings: config.NDT1Stitch | config.NDT2, prompts: int
    ) -> None:
        """`units`: of each session; `prompts`: 0 for no prompt token."""
        super().__init__()
        width = settings.width
        tokens = {session: nn.Embedding(1, width) for session in units}
        self.session_token = BySession(tokens) if settings.session_token else None
        self.prompt = nn.Embedding(prompts, width) if prompts else None
        self.encoder = Encoder(settings)

    def forward(
        self, counts: Tensor, *, session: str, prompt: int | None = None, causal: bool = False
    ) -> Tensor:
        """Log-rates per bin `(trial, time, unit)` of counts of that shape, masked entries zero.

        All trials are of one `session`. Raises KeyError for a session that the network has not.
        """
        tokens = self.embed(counts, session)
        return self.read(self.encode(tokens, session, prompt=prompt, causal=causal), session)

    def of_session(self, session: str) -> "OfSession":
        """The parts of the network as they are for one session."""
        return OfSession(self, session)

    def before(self, session: str, prompt: int | None) -> list[Tensor]:
        """The tokens that stand before those of the trial, each `(width,)`."""
        of_session = [] if self.session_token is None else [self.session_token[session].weight[0]]
        prompts = [] if self.prompt is None or prompt is None else [self.prompt.weight[prompt]]
        return of_session + prompts

    @abstractmethod
    def embed(self, counts: Tensor, session: str) -> Tensor:
        """Each bin by itself, `(…, unit)` to `(…, width)`, or `(…, token, width)` for several."""

    @abstractmethod
    def encode(
        self, tokens: Tensor, session: str, *, prompt: int | None = None, causal: bool = False
    ) -> Tensor:
        """Embedded bins, `(trial, time, …)`, in the context of their trial."""

    @abstractmethod
    def read(self, encoded: Tensor, session: str) -> Tensor:
        """Log-rates `(trial, time, unit)` of what `encode` gives."""

    @abstractmethod
    def read_own(self, encoded: Tensor, units: Tensor, session: str) -> Tensor:
        """Log-rates `(row, time)` of one of `units (row,)` a row of what `encode` gives."""


@dataclass(frozen=True)
class OfSession:
    """A network of many sessions, asked about one of them: called as `NDT1` is."""

    network: ManySessions
    session: str

    def embed(self, counts: Tensor) -> Tensor:
        return self.network.embed(counts, self.session)

    def encode(self, tokens: Tensor, *, prompt: int | None = None, causal: bool = False) -> Tensor:
        return self.network.encode(tokens, self.session, prompt=prompt, causal=causal)

    def read(self, encoded: Tensor) -> Tensor:
        return self.network.read(encoded, self.session)

    def read_own(self, encoded: Tensor, units: Tensor) -> Tensor:
        return self.network.read_own(encoded, units, self.session)

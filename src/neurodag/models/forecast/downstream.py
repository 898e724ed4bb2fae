"""What the pre-trained encoder is adapted to: activation, and the response (section 3.4)."""

from copy import deepcopy

import torch
from torch import Generator, Tensor, nn
from torch.nn import functional

from neurodag.config import forecast as config
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.models.forecast.patches import cut, joined
from neurodag.models.forecast.prompts import Prompts


class ActivationClassifier(nn.Module):
    """Whether a unit will be active, from its baseline, the unit and the stimulus."""

    def __init__(
        self, pretrained: QuantFormer, units: int, stimuli: int, settings: config.Downstream
    ) -> None:
        """For so many units and stimuli; its encoder begins as that of `pretrained`."""
        super().__init__()
        width = pretrained.settings.transformer.width
        self.patch = pretrained.settings.patch
        self.prompts = Prompts(width, units if settings.unit_token else None, stimuli, cls=True)
        self.encoder = deepcopy(pretrained.encoder).requires_grad_(settings.tune == "all")
        self.encoder.mask.requires_grad_(False)  # no patch is hidden here
        self.head = nn.Linear(width, 2)

    def forward(self, baseline: Tensor, unit: Tensor, stimulus: Tensor) -> Tensor:
        """Logits of inactive and active, `(observation, 2)`.

        `baseline (observation, frame)`; `unit` and `stimulus (observation,)`, integer.
        """
        before = self.prompts(unit, stimulus)
        return self.head(self.encoder(cut(baseline, self.patch), before=before)[:, 0])

    def attention(self, baseline: Tensor, unit: Tensor, stimulus: Tensor) -> Tensor:
        """`(block, observation, head, token, token)`; tokens are [CLS], [NEURON] if there is one,
        [STIM] and the patches of the baseline."""
        before = self.prompts(unit, stimulus)
        return self.encoder.attention(cut(baseline, self.patch), before=before)


class Forecaster(nn.Module):
    """What forecasters share: an encoder whose last patches, those of the response, are hidden."""

    def __init__(
        self,
        pretrained: QuantFormer,
        units: int,
        stimuli: int,
        settings: config.Downstream,
        outputs: int,
    ) -> None:
        """For so many units and stimuli, and so many outputs a hidden patch."""
        super().__init__()
        width = pretrained.settings.transformer.width
        self.patch = pretrained.settings.patch
        self.baseline, self.response = pretrained.baseline, pretrained.response
        self.prompts = Prompts(width, units if settings.unit_token else None, stimuli)
        self.encoder = deepcopy(pretrained.encoder).requires_grad_(settings.tune == "all")
        self.head = head(width, outputs, settings)

    def forward(self, baseline: Tensor, unit: Tensor, stimulus: Tensor) -> Tensor:
        """What is said of each patch of the response, `(observation, patch, output)`.

        `baseline (observation, frame)`; `unit` and `stimulus (observation,)`, integer.
        """
        before = self.prompts(unit, stimulus)
        tokens = self.encoder(cut(self.padded(baseline), self.patch), self.hidden(baseline), before)
        return self.head(tokens[:, -self.response :])

    def attention(self, baseline: Tensor, unit: Tensor, stimulus: Tensor) -> Tensor:
        """`(block, observation, head, token, token)`; tokens are [NEURON] if there is one, [STIM],
        the patches of the baseline and those of the response."""
        before = self.prompts(unit, stimulus)
        patches = cut(self.padded(baseline), self.patch)
        return self.encoder.attention(patches, self.hidden(baseline), before)

    def padded(self, baseline: Tensor) -> Tensor:
        """The baseline with zeros for the response, which is `hidden`."""
        return functional.pad(baseline, (0, self.response * self.patch))

    def hidden(self, baseline: Tensor) -> Tensor:
        """True for patches of the response, `(observation, patch)`."""
        patches = torch.arange(self.baseline + self.response, device=baseline.device)
        return (patches >= self.baseline).expand(len(baseline), -1)


class ResponseForecaster(Forecaster):
    """Forecasts the codes of the response, of which the pre-trained decoder makes a signal.

    The pre-trained network stays as it was, whatever is tuned; the weights hold it too.
    """

    def __init__(
        self, pretrained: QuantFormer, units: int, stimuli: int, settings: config.Downstream
    ) -> None:
        """`pretrained` must have a quantizer; else ValueError."""
        codes = len(pretrained.codebook.entries)
        super().__init__(pretrained, units, stimuli, settings, outputs=codes)
        self.pretrained = deepcopy(pretrained).requires_grad_(False).eval()

    def train(self, mode: bool = True) -> "ResponseForecaster":
        super().train(mode)
        self.pretrained.eval()
        return self

    @torch.no_grad()
    def targets(self, signals: Tensor) -> Tensor:
        """Codes `(observation, patch)` of the response in `signals (observation, frame)`, which
        the pre-trained encoder sees as a whole."""
        return self.pretrained.codes(signals)[:, self.baseline :]

    @torch.no_grad()
    def forecast(self, baseline: Tensor, unit: Tensor, stimulus: Tensor) -> Tensor:
        """The response `(observation, frame)` of the most likely codes."""
        codes = self(baseline, unit, stimulus).argmax(dim=-1)
        return self.decoded(self.baseline_codes(baseline), codes)

    @torch.no_grad()
    def samples(
        self, baseline: Tensor, unit: Tensor, stimulus: Tensor, number: int, draw: Generator
    ) -> Tensor:
        """`number` responses of codes drawn patch by patch, `(sample, observation, frame)`.

        Their mean is the expected response. All are decoded at once.
        """
        chances = self(baseline, unit, stimulus).float().softmax(dim=-1)
        codes = drawn(chances, number, draw).flatten(0, 1)
        known = self.baseline_codes(baseline).repeat(number, 1)
        return self.decoded(known, codes).unflatten(0, (number, -1))

    def baseline_codes(self, baseline: Tensor) -> Tensor:
        """Codes `(observation, patch)` by the pre-trained encoder, to which the response is
        hidden."""
        codes = self.pretrained.codes(self.padded(baseline), self.hidden(baseline))
        return codes[:, : self.baseline]

    def decoded(self, known: Tensor, codes: Tensor) -> Tensor:
        """The response of `codes (observation, patch)` after the baseline's `known` codes."""
        signals = self.pretrained.from_codes(torch.cat([known, codes], dim=1))
        return signals[:, self.baseline * self.patch :]


class SignalForecaster(Forecaster):
    """Forecasts the frames of the response themselves, without codes (Table 3)."""

    def __init__(
        self, pretrained: QuantFormer, units: int, stimuli: int, settings: config.Downstream
    ) -> None:
        outputs = pretrained.settings.patch
        super().__init__(pretrained, units, stimuli, settings, outputs)

    @torch.no_grad()
    def forecast(self, baseline: Tensor, unit: Tensor, stimulus: Tensor) -> Tensor:
        """The response `(observation, frame)`."""
        return joined(self(baseline, unit, stimulus))


def head(width: int, outputs: int, settings: config.Downstream) -> nn.Module:
    """From a token to so many outputs."""
    if settings.head == "linear":
        return nn.Linear(width, outputs)
    return nn.Sequential(nn.Linear(width, width), nn.GELU(), nn.Linear(width, outputs))


def drawn(chances: Tensor, number: int, draw: Generator) -> Tensor:
    """Draw `number` times from `chances (…, outcome)`: `(sample, …)`; the same on every device."""
    levels = torch.rand(number, *chances.shape[:-1], generator=draw).to(chances)
    below = chances.cumsum(dim=-1) <= levels[..., None]
    return below.sum(dim=-1).clamp(max=chances.shape[-1] - 1)

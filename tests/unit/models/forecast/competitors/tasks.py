"""Small competitors, and signals that they should be able to forecast."""

import math

import torch
from pydantic import TypeAdapter
from torch.nn import functional

from neurodag.config.forecast import Competitor as Settings
from neurodag.config.forecast import Windows
from neurodag.models.forecast.competitors.base import Competitor, Presentations
from neurodag.models.forecast.competitors.build import build_competitor

BASELINE, RESPONSE, UNITS, STIMULI = 24, 8, 4, 3
WINDOWS = Windows(
    baseline_frames=BASELINE,
    response_frames=RESPONSE,
    f0_frames=BASELINE,
    active_frames=RESPONSE,
    active_frames_of={},
)
TINY = {"width": 16, "heads": 2, "dropout": 0.0}
SEASONAL = {"encoder_blocks": 2, "feedforward": 32, "factor": 3, "context_frames": 8}
SMALL = {
    "persistence": {},
    "mean": {},
    "nlinear": {},
    "lstm": {"layers": 1, "width": 32},
    "autoformer": TINY | SEASONAL,
    "informer": TINY | SEASONAL,
    "crossformer": TINY | {"patch": 4, "blocks": 2, "routers": 2, "feedforward": 32},
    "patchtst": TINY | {"patch": 8, "stride": 4, "blocks": 1},
    "brainlm": TINY | {"patch": 4, "encoder_blocks": 1, "decoder_blocks": 1, "feedforward": 32},
    "poco": TINY | {"patch": 8, "latents": 4, "hidden": 32},
}
NETWORKS = tuple(kind for kind in SMALL if kind not in ("persistence", "mean"))
SINGLE_UNITS = ("nlinear", "patchtst")
MULTIVARIATE = tuple(kind for kind in NETWORKS if kind not in SINGLE_UNITS)


def settings(kind: str, **changes: object) -> Settings:
    return TypeAdapter(Settings).validate_python({"kind": kind} | SMALL[kind] | changes)


def competitor(kind: str, seed: int = 0, **changes: object) -> Competitor:
    torch.manual_seed(seed)
    made = build_competitor(
        settings(kind, **changes), units=UNITS, stimuli=STIMULI, windows=WINDOWS
    )
    return made.eval()


def spread(made: Competitor) -> Competitor:
    """Weights that begin as zero no longer are."""
    draw = torch.Generator().manual_seed(5)
    for parameter in made.parameters():
        if not parameter.any():
            parameter.data.normal_(std=0.1, generator=draw)
    return made


def cut(signal: torch.Tensor, stimulus: torch.Tensor) -> Presentations:
    return Presentations(signal[:, :BASELINE], stimulus, signal[:, BASELINE:])


def noise(presentations: int = 6, seed: int = 1) -> Presentations:
    draw = torch.Generator().manual_seed(seed)
    signal = torch.randn(presentations, BASELINE + RESPONSE, UNITS, generator=draw)
    return cut(signal, torch.arange(presentations) % STIMULI)


def sinusoids(presentations: int, seed: int) -> Presentations:
    """Each unit has a phase of its own, each presentation begins anywhere."""
    draw = torch.Generator().manual_seed(seed)
    start = torch.rand(presentations, 1, 1, generator=draw)
    frame = torch.arange(BASELINE + RESPONSE)[:, None] / 12
    signal = (2 * math.pi * (start + frame + torch.arange(UNITS) / 5)).sin()
    return cut(signal, torch.zeros(presentations, dtype=torch.int64))


def led_by_one(presentations: int, seed: int) -> Presentations:
    """All units will do what the first does all the time; what the others did means nothing."""
    draw = torch.Generator().manual_seed(seed)
    level = torch.randn(presentations, 1, 1, generator=draw)
    return led(level.expand(-1, BASELINE + RESPONSE, -1), draw)


def led_by_an_oscillation(presentations: int, seed: int) -> Presentations:
    """The same where the first unit oscillates: Autoformer takes a level for no more than a trend,
    and trends of one unit do not reach the others."""
    draw = torch.Generator().manual_seed(seed)
    start = torch.rand(presentations, 1, 1, generator=draw)
    frame = torch.arange(BASELINE + RESPONSE)[:, None] / 6
    return led((2 * math.pi * (start + frame)).sin(), draw)


def led(leading: torch.Tensor, draw: torch.Generator) -> Presentations:
    noise = torch.randn(len(leading), BASELINE, UNITS, generator=draw)
    noise[..., :1] = leading[:, :BASELINE] + 0.1 * noise[..., :1]
    response = leading[:, BASELINE:] * torch.tensor([1.0, -1.0, 0.5, 2.0])
    return cut(torch.cat([noise, response], dim=1), torch.zeros(len(leading), dtype=torch.int64))


def train(made: Competitor, signals, steps: int, rate: float) -> Competitor:
    """On new presentations every step."""
    optimizer = torch.optim.Adam(made.train().parameters(), rate)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=steps)
    for step in range(steps):
        shown = signals(32, seed=step)
        loss = functional.mse_loss(made.training_forward(shown), shown.response)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return made.eval()


@torch.no_grad()
def error(made: Competitor, shown: Presentations) -> float:
    return functional.mse_loss(made(shown.baseline, shown.stimulus), shown.response).item()

"""Small networks of every architecture."""

import torch

from neurodag.models.build import Network, build_network

SETTINGS = {"blocks": 2, "width": 16, "heads": 2, "feedforward": 24}
MODELS = {
    "ndt1": SETTINGS,
    "ndt1_stitch": SETTINGS | {"channels": 7},
    "ndt2": SETTINGS | {"patch": 4, "patches": 3},
}
BINS, PROMPTS = 5, 4
ONE, TWIN, LARGE = "5dcee0eb-b34d.1", "twin", "large"
UNITS = {ONE: 6, TWIN: 6, LARGE: 9}  # of ONE, NDT2's last patch has two units, of LARGE one


def description(architecture: str, **changes: object) -> dict:
    """What weights say of a network; NDT1 has the session `ONE` only."""
    sessions = {ONE: UNITS[ONE]} if architecture == "ndt1" else UNITS
    return {
        "architecture": architecture,
        "sessions": sessions,
        "bins": BINS,
        "prompts": PROMPTS,
        "model": MODELS[architecture],
    } | changes


def network(architecture: str, seed: int = 0, **changes: object) -> Network:
    torch.manual_seed(seed)
    return build_network(description(architecture, **changes)).eval()


def some_counts(session: str = ONE, trials: int = 3) -> torch.Tensor:
    """Spike counts `(trial, time, unit)`."""
    mean = torch.ones(trials, BINS, UNITS[session])
    return torch.poisson(mean, torch.Generator().manual_seed(0))

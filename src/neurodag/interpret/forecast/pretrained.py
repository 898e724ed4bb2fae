"""A pre-trained QuantFormer, ready to be asked about its codes."""

from pathlib import Path
from typing import Any, NamedTuple

import torch

from neurodag.config.forecast import Windows
from neurodag.errors import NeurodagError
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.models.forecast.build import build_forecast
from neurodag.models.weights import load_weights


class Pretrained(NamedTuple):
    """A network with a codebook, as pre-training left it."""

    network: QuantFormer
    description: dict[str, Any]
    """What the weights say of themselves."""

    @property
    def windows(self) -> Windows:
        return Windows(**self.description["windows"])

    def about(self, name: str) -> dict[str, Any]:
        """Attributes: of what network; `name` is what it is called in figures."""
        return {
            "network": name,
            "seed": self.description["seed"],
            "frame_rate_hz": self.windows.frame_rate_hz,
            "patch": self.network.settings.patch,
        }


def open_pretrained(path: Path, device: torch.device) -> Pretrained:
    """The network whose weights lie in the file `path`, on `device`.

    Raises NeurodagError where the weights are of something else, or of a network without codes.
    """
    weights, description = load_weights(path)
    if "masked_weight" not in description:  # which only pre-training has
        raise NeurodagError(
            f"{path} holds no pre-trained QuantFormer, but other weights; give those that "
            "workflow_scripts/pretrain_quantformer.py has written."
        )
    network = build_forecast(description)
    assert isinstance(network, QuantFormer)
    if network.quantizer is None:
        raise NeurodagError(
            f"{path} holds a network without a quantizer (network.quantizer is null), and so "
            "without codes; give the weights of one that has them."
        )
    network.load_state_dict(weights)
    return Pretrained(network.eval().requires_grad_(False).to(device), description)

"""What codes stand for, alone and among others (QuantFormer paper, Figure A-9)."""

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from neurodag.config.forecast.codes import CodeMap
from neurodag.errors import NeurodagError
from neurodag.evaluation.forecast.examples import MEANING
from neurodag.interpret.forecast.pretrained import Pretrained
from neurodag.interpret.neighbours import tsne
from neurodag.interpret.readout import linear_map
from neurodag.models.forecast.autoencoder import QuantFormer

FEWEST = 4
"""Codes that t-SNE needs."""
AT_ONCE = 8192
"""Sequences that are decoded together."""
SOURCES = ("code", "context", "both")
"""Of what makes decoded patches differ."""


@torch.no_grad()
def map_codes(pretrained: Pretrained, settings: CodeMap, name: str) -> xr.Dataset:
    """Where codes lie, which pattern each decodes to, and what its neighbours change of that.

    The pattern of a code is what the decoder makes of it where all patches have it, averaged over
    these. For what neighbours change, the patch at the onset has another code than all the rest.
    `name`: what the network is called in figures. Raises NeurodagError for fewer codes than 4.
    """
    network = pretrained.network
    codes = network.codebook.placed().cpu().double().numpy()
    if len(codes) < FEWEST:
        raise NeurodagError(
            f"Network {name} has {len(codes)} code(s), too few for a map; give one with at least "
            f"{FEWEST} (network.quantizer.codes)."
        )
    pattern = patterns_of(network)
    patches, highest = patches_in_contexts(network), int(pattern.max(axis=1).argmax())
    place, explained = along_x(tsne(codes, settings.perplexity), pattern.max(axis=1))
    quantity = {"long_name": MEANING[pretrained.windows.signal], "units": "1"}
    return xr.Dataset(
        {
            "place": (("code", "axis"), place, {"long_name": "place of the code by t-SNE"}),
            "pattern": (("code", "patch_frame"), pattern, quantity),
            "sequence": (("context", "frame"), bursts(network, highest), quantity),
            "variance_share": ("source", variance_shares(patches)),
        },
        {"code": np.arange(len(codes)), "axis": ["x", "y"], "source": list(SOURCES)},
        pretrained.about(name)
        | {
            "replaced": highest,
            "onset": network.baseline * network.settings.patch,
            "height_explained": explained,
        },
    )


def patterns_of(network: QuantFormer) -> np.ndarray:
    """Signal of each code among its likes, `(code, frame)` of one patch."""
    every = torch.arange(len(network.codebook.entries), device=network.codebook.entries.device)
    signals = network.from_codes(every[:, None].expand(-1, length(network)))
    return as_array(signals.unflatten(1, (length(network), -1)).mean(dim=1))


def bursts(network: QuantFormer, replaced: int) -> np.ndarray:
    """Signal of each code all along but at the onset, where `replaced` is, `(context, frame)`."""
    every = torch.arange(len(network.codebook.entries), device=network.codebook.entries.device)
    return as_array(with_one_other(network, every, torch.full_like(every, replaced)))


def patches_in_contexts(network: QuantFormer) -> np.ndarray:
    """Signal of the patch at the onset, `(context, code, frame)`.

    It has one code, and all the others that of the context.
    """
    every = torch.arange(len(network.codebook.entries), device=network.codebook.entries.device)
    context, code = torch.cartesian_prod(every, every).T
    onset = network.baseline * network.settings.patch
    patch = slice(onset, onset + network.settings.patch)
    decoded = [
        with_one_other(network, *some)[:, patch]
        for some in zip(context.split(AT_ONCE), code.split(AT_ONCE), strict=True)
    ]
    return as_array(torch.cat(decoded).unflatten(0, (len(every), len(every))))


def with_one_other(network: QuantFormer, context: Tensor, code: Tensor) -> Tensor:
    """Signals `(sequence, frame)` of sequences of `context` with `code` at the onset."""
    codes = context[:, None].repeat(1, length(network))
    codes[:, network.baseline] = code
    return network.from_codes(codes)


def variance_shares(patches: np.ndarray) -> np.ndarray:
    """What makes `patches (context, code, frame)` differ from their mean, as shares of 1.

    The code alone, the context alone, and what only both together tell; NaN where all are the same.
    """
    off = patches - patches.mean(axis=(0, 1))
    code, context = off.mean(axis=0), off.mean(axis=1, keepdims=True)
    parts = [code, context, off - code - context]
    total = np.square(off).mean(axis=(0, 1)).sum()
    of_parts = [np.square(part).mean(axis=tuple(range(part.ndim - 1))).sum() for part in parts]
    return np.array(of_parts) / total if total > 0 else np.full(len(parts), np.nan)


def along_x(place: np.ndarray, height: np.ndarray) -> tuple[np.ndarray, float]:
    """`place (code, axis)` turned so that `height (code,)` rises along the first axis.

    And the share of the heights' variance that this axis explains; t-SNE knows no directions.
    """
    slope, explained = linear_map(place, height[:, None])
    angle = np.arctan2(slope[0, 1], slope[0, 0])
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    return (place - place.mean(axis=0)) @ turn, float(explained[0])


def length(network: QuantFormer) -> int:
    """Patches of a sequence."""
    return network.baseline + network.response


def as_array(values: Tensor) -> np.ndarray:
    return values.cpu().double().numpy()

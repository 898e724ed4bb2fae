"""Where a vision transformer looks in each trial, and whether that follows the pupil."""

import numpy as np
import torch
import xarray as xr

from neurodag.config.vision import AttentionMaps
from neurodag.errors import NeurodagError
from neurodag.evaluation.vision.opened import Opened
from neurodag.evaluation.vision.predictions import predicted_trials
from neurodag.interpret.about import about
from neurodag.interpret.centres import AXES, centres_of_mass, correlations
from neurodag.interpret.rollout import as_maps, rollout
from neurodag.interpret.shown import behavior_of, images_of
from neurodag.models.vision.animals import PUPIL_CENTER
from neurodag.models.vision.vit import ViT
from neurodag.progress import Progress
from neurodag.sessions import PARTS

MEMORY = {"cpu": 1 << 29, "cuda": 1 << 34}
"""Bytes that the attention weights of the images that go through together may take."""


@torch.no_grad()
def map_attention(
    opened: Opened, session: xr.Dataset, settings: AttentionMaps, model: str
) -> xr.Dataset:
    """Attention maps of the validation and test trials, and what the network was shown in them.

    Maps and images are of what the core sees: the part of the image that it cuts out, at its own
    size. Raises NeurodagError where the core of the network is no transformer.
    """
    if not isinstance(opened.network.core, ViT):
        raise NeurodagError(
            f"Network {model} has a convolutional core, in which nothing attends to anything; give "
            'the weights of a network whose core is of kind "vit".'
        )
    trials = predicted_trials(session)
    part = session["split"].values[trials].astype(np.int8)
    maps = attention_of(opened, opened.network.core, trials, settings)
    rolled = {"long_name": "attention rollout, from 0 to 1 in each trial", "units": "1"}
    flags = {"flag_values": np.arange(len(PARTS), dtype=np.int8), "flag_meanings": " ".join(PARTS)}
    result = xr.Dataset(
        {
            "attention": (("trial", "y", "x"), maps, rolled),
            "part": ("trial", part, flags),
        },
        {"trial": ("trial", trials, {"long_name": "position in the session"})},
    )
    pupil = pupil_centres(session, trials)
    parts = [
        result,
        follow_pupil(centres_of_mass(maps), pupil, part == PARTS.index("test")),
        images_of(opened, session, trials),
        behavior_of(opened, opened.network.core, session, trials),
    ]
    return xr.merge(parts, compat="no_conflicts", join="exact").assign_attrs(
        about(opened, session, model) | {"heads": settings.heads, "crop": opened.network.crop}
    )


def attention_of(
    opened: Opened, core: ViT, trials: np.ndarray, settings: AttentionMaps
) -> np.ndarray:
    """Attention maps in some trials `(item,)`, float32 `(item, y, x)`."""
    network, recording, _ = opened
    device = recording.image.device
    maps, progress = [], Progress(len(trials), "trial")
    for part in torch.from_numpy(trials).to(device).split(images_at_once(core, device)):
        weights = network.attention(recording.pictures(part), recording.states(part))
        shares = rollout(weights, settings.heads)
        maps.append(as_maps(shares, core.grid, network.size).float().cpu())
        progress.show(sum(map(len, maps)))
    return torch.cat(maps).numpy()


def images_at_once(core: ViT, device: torch.device) -> int:
    """How many images' attention weights fit into memory, at least one."""
    rows, columns = core.grid
    each = sum(4 * block.attention.heads * (1 + rows * columns) ** 2 for block in core.blocks)
    return max(1, MEMORY.get(device.type, 1 << 29) // each)


def pupil_centres(session: xr.Dataset, trials: np.ndarray) -> np.ndarray:
    """Centre of the pupil as recorded in some trials `(item, axis)`; NaN where it was not."""
    names = session["behavior_variable"].values if "behavior" in session else ()
    if not set(PUPIL_CENTER) <= set(names):
        return np.full((len(trials), len(PUPIL_CENTER)), np.nan)
    centre = session["behavior"].sel(behavior_variable=list(PUPIL_CENTER))
    return centre.values[trials].astype(np.float64)


def follow_pupil(centre: np.ndarray, pupil: np.ndarray, test: np.ndarray) -> xr.Dataset:
    """Centres of maps `(trial, axis)`, and how they go with the pupil's in `test` trials."""
    correlation, p_value = correlations(centre[test], pupil[test])
    away = {"long_name": "centre of mass of the map, from the middle of the image", "units": "px"}
    both = {"long_name": "correlation with the pupil's centre over test trials", "units": "1"}
    chance = {"long_name": "two-sided p-value of this correlation", "units": "1"}
    return xr.Dataset(
        {
            "centre_of_mass": (("trial", "image_axis"), centre, away),
            "pupil_correlation": ("image_axis", correlation, both),
            "pupil_p_value": ("image_axis", p_value, chance),
        },
        {"image_axis": list(AXES)},
    )

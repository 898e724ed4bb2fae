"""What every map of a network says of itself."""

from typing import Any

import xarray as xr

from neurodag.evaluation.vision.opened import Opened


def about(opened: Opened, session: xr.Dataset, model: str) -> dict[str, Any]:
    """Attributes: of what session and network; `model` is what the network is called."""
    origin = {name: session.attrs[name] for name in ("session_id", "dataset", "subject")}
    description = opened.description
    return origin | {
        "model": model,
        "core": description["network"]["core"]["kind"],
        "seed": description["seed"],
        "gray": int(description["gray"]),
        "training": opened.training,
    }

"""Where artificial receptive fields lie and how large they are (V1T paper, appendix A.4)."""

import numpy as np
import torch
import xarray as xr
from torch import Tensor

from neurodag.config.vision import ReceptiveFields
from neurodag.interpret.gaussian import PARAMETERS, bumps, ellipses, pixels
from neurodag.interpret.gaussian_fit import fit_bumps
from neurodag.interpret.orientation import orientations
from neurodag.simulate.seeding import generator

MEANING = {
    "amplitude": ("height of the Gaussian, in standard deviations of the field's pixels", "1"),
    "centre_x": ("centre, from that of the first pixel, to the right", "px"),
    "centre_y": ("centre, from that of the first pixel, downwards", "px"),
    "width_x": ("standard deviation in the horizontal direction", "px"),
    "width_y": ("standard deviation in the vertical direction", "px"),
    "sigma_x": ("standard deviation along the axis nearest to the horizontal", "px"),
    "sigma_y": ("standard deviation along the other axis", "px"),
    "rotation": ("angle of that axis, from the horizontal downwards", "rad"),
    "orientation": ("direction of greatest change, from the horizontal downwards", "rad"),
    "offset": ("absolute value far from the Gaussian, in standard deviations of pixels", "1"),
    "explained": ("share of the variance of the field's absolute values that is explained", "1"),
    "kept": ("1 where the fit counts, 0 where it is left out", "1"),
}
"""What each variable of `fit_fields` is, and its units."""


def fit_fields(fields: Tensor, settings: ReceptiveFields, seed: int = 0) -> xr.Dataset:
    """A Gaussian for each of `fields` `(unit, channel, y, x)`: the variables of `MEANING` `(unit)`.

    A unit whose field is the same everywhere has no fit: NaN.
    """
    images = absolute_values(fields.double())
    if settings.added_noise:
        noise = generator(seed, "added noise").standard_normal(images.shape)
        images = images + settings.added_noise * torch.from_numpy(noise).to(images)
    fits = fit_bumps(images)
    total = (images - images.mean(dim=(1, 2), keepdim=True)).square().sum(dim=(1, 2))
    size = (images.shape[1], images.shape[2])
    column = dict(zip(PARAMETERS, fits.parameters.unbind(1), strict=True))
    values = {
        "amplitude": column["amplitude"],
        "centre_x": column["x"],
        "centre_y": column["y"],
        **ellipses(fits.parameters)._asdict(),
        "orientation": orientations(fields, _windows(fits.parameters, size).to(fields)),
        "offset": column["offset"],
        "explained": 1 - fits.squares / total,
    }
    arrays = {
        name: torch.where(total > 0, value, torch.nan).cpu().numpy()
        for name, value in values.items()
    }
    arrays["kept"] = _kept(arrays, fits.converged.cpu().numpy(), size, settings)
    return xr.Dataset(
        {
            name: ("unit", arrays[name], {"long_name": meaning, "units": units})
            for name, (meaning, units) in MEANING.items()
        }
    )


def absolute_values(fields: Tensor) -> Tensor:
    """Absolute values of standardised `fields` `(unit, channel, y, x)`, `(unit, y, x)`.

    Of several channels, the mean; 0 where a field is the same everywhere.
    """
    flat = fields.flatten(1)
    mean, spread = flat.mean(dim=1), flat.std(dim=1, correction=0)
    spread = torch.where(spread > 0, spread, torch.ones_like(spread))
    return ((flat - mean[:, None]) / spread[:, None]).abs().unflatten(1, fields.shape[1:]).mean(1)


def _windows(parameters: Tensor, size: tuple[int, int]) -> Tensor:
    """The Gaussians alone, of height 1, `(unit, y, x)`."""
    alone = parameters.clone()
    alone[:, PARAMETERS.index("amplitude")], alone[:, PARAMETERS.index("offset")] = 1, 0
    return bumps(alone, *pixels(*size, alone)).unflatten(1, size)


def _kept(
    fit: dict[str, np.ndarray],
    converged: np.ndarray,
    size: tuple[int, int],
    settings: ReceptiveFields,
) -> np.ndarray:
    """Which fits count, int8 `(unit,)`; never those that did not end or leave the image."""
    height, width = size
    good: np.ndarray = (
        converged
        & (np.abs(fit["centre_x"] - (width - 1) / 2) <= width / 2)
        & (np.abs(fit["centre_y"] - (height - 1) / 2) <= height / 2)
        & (fit["width_x"] <= width)
        & (fit["width_y"] <= height)
    )
    number = int(settings.drop * len(good))
    by = [-fit["explained"]] if settings.drop_by == "fit" else [fit["sigma_x"], fit["sigma_y"]]
    order = [np.argsort(np.where(good, badness, np.inf), kind="stable") for badness in by]
    for worst_last in order:
        good[worst_last[len(good) - number :]] = False
    return good.astype(np.int8)

"""Trial-averaged rasters of one region: observed, and predicted by two models (Figure 2A, B)."""

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.image import AxesImage

from neurodag.errors import NeurodagError
from neurodag.figures.pairs import check_pair
from neurodag.figures.style import COLUMN_WIDTH, letter, new_figure, say, styled
from neurodag.labels import ROWS, TASKS
from neurodag.tables.runs import row_of

SMOOTHING_BINS = 5
"""Bins averaged before a unit's peak is looked for: single bins of a trial average are noisy."""
LIMIT = 3.0
"""End of the colour scale, in standard deviations."""


def rasters_arrays(
    ours: xr.Dataset,
    baseline: xr.Dataset,
    region: str | None = None,
    tasks: tuple[str, ...] = ("inter_region", "intra_region"),
    sort_by: str = "peak_time",
) -> xr.Dataset:
    """Rates of `region`, or of the one with most units: observed, of `ours`, of `baseline`.

    Units come in one order everywhere, by the time of their observed peak, or by their loading on
    the first principal component of the observed rates (`sort_by`: "peak_time" or "component").
    Every unit is shifted and scaled by the mean and standard deviation over time of its observed
    trial average, so that predictions which are too flat look flat. Units that are silent in the
    test trials have no such scale and are left out.

    Returns `z_score (task, source, unit, time)`, units in drawn order.
    Raises NeurodagError if the two evaluations are of different sessions or units, if the region
    is not in the session, or if all its units are silent.
    """
    check_pair(ours, baseline)
    regions, sizes = np.unique(ours["region"].to_numpy(), return_counts=True)
    region = region or str(regions[sizes.argmax()])
    _check_region(ours, region)
    inside = np.flatnonzero(ours["region"].to_numpy() == region)
    observed = ours["observed_rate_hz"].transpose("unit", "time").to_numpy()[inside]
    active = observed.std(axis=1) > 0
    if not active.any():
        raise NeurodagError(
            f"All {active.size} units of region {region} in session {ours.attrs['session_id']} are "
            "silent in the test trials; choose another region."
        )
    order = inside[active][_order(observed[active], sort_by)]
    ours, baseline = ours.isel(unit=order), baseline.isel(unit=order)
    rate = ours["observed_rate_hz"]
    sources = {
        "observed": rate.expand_dims(task=list(tasks)),
        row_of(ours): ours["predicted_rate_hz"].sel(task=list(tasks)),
        row_of(baseline): baseline["predicted_rate_hz"].sel(task=list(tasks)),
    }
    rates = xr.concat(sources.values(), dim=xr.Variable("source", list(sources)), join="exact")
    z_score = (rates - rate.mean("time")) / rate.std("time")
    z_score = z_score.transpose("task", "source", "unit", "time")
    z_score.attrs = {"units": "1", "long_name": "rate, z-scored by the observed trial average"}
    return xr.Dataset(
        {"z_score": z_score},
        attrs={
            "session_id": ours.attrs["session_id"],
            "region": region,
            "sort_by": sort_by,
            "alignment_event": ours.attrs.get("alignment_event", "alignment event"),
            "units_left_out": int((~active).sum()),
        },
    )


@styled
def draw_rasters(arrays: xr.Dataset) -> Figure:
    """A row for each source, a column for each task, units by time; the event at time 0."""
    z_score = arrays["z_score"]
    event = arrays.attrs["alignment_event"].replace("_", " ")
    sources = z_score["source"].values
    figure = new_figure(COLUMN_WIDTH, 0.7 + 1.25 * len(sources))
    grid = figure.subplots(len(sources), z_score.sizes["task"], sharex=True, squeeze=False)
    for column, task in enumerate(z_score["task"].values):
        for row, source in enumerate(sources):
            axes = grid[row, column]
            image = _panel(axes, z_score.sel(task=task, source=source))
            if column == 0:
                axes.set_ylabel(f"{ROWS.get(source, 'Observed')}\nunit")
            else:
                axes.tick_params(labelleft=False)
        letter(grid[0, column], "abcd"[column])
        grid[0, column].set_title(TASKS[task])
    figure.supxlabel(f"Time from {event} (s)", fontsize=7)
    bar = figure.colorbar(image, ax=grid, extend="both", aspect=40, pad=0.02)
    bar.set_label("Rate (s.d. of the unit's observed trial average)")
    left_out = arrays.attrs["units_left_out"]
    silent = f", {left_out} silent left out" if left_out else ""
    figure.suptitle(
        f"{arrays.attrs['region']}: {z_score.sizes['unit']} units{silent}", fontsize=7.5
    )
    return figure


def _panel(axes: Axes, z_score: xr.DataArray) -> AxesImage:
    """One raster, first unit on top; the alignment event is a dashed line at time 0."""
    time = z_score["time"].to_numpy()
    half_bin = (time[1] - time[0]) / 2
    start, stop = time[0] - half_bin, time[-1] + half_bin
    units = z_score.sizes["unit"]
    image = axes.imshow(
        z_score.to_numpy(),
        aspect="auto",
        interpolation="nearest",  # a bin of a unit is one cell, not blended with its neighbours
        cmap="RdBu_r",
        vmin=-LIMIT,
        vmax=LIMIT,
        extent=(start, stop, units + 0.5, 0.5),
    )
    axes.spines[:].set_visible(True)
    axes.locator_params(axis="x", nbins=3)
    if not np.isfinite(z_score).any():
        say(axes, "no context\nto predict from", frame=True)
    elif start < 0 < stop:
        axes.axvline(0, color="black", linewidth=0.8, linestyle=(0, (3, 2)))
    return image


def _order(observed: np.ndarray, sort_by: str) -> np.ndarray:
    """The order in which the rows of `observed (unit, time)` are drawn."""
    if sort_by == "component":
        centred = observed - observed.mean(axis=1, keepdims=True)
        scaled = centred / centred.std(axis=1, keepdims=True)
        loadings = np.linalg.svd(scaled, full_matrices=False)[0][:, 0]
        sign = np.sign(loadings[np.abs(loadings).argmax()])  # an SVD leaves it open
        return np.argsort(-sign * loadings, kind="stable")
    if sort_by == "peak_time":
        rates = xr.DataArray(observed, dims=("unit", "time"))
        smooth = rates.rolling(time=SMOOTHING_BINS, center=True, min_periods=1).mean()
        return np.argsort(smooth.argmax("time").to_numpy(), kind="stable")
    raise NeurodagError(f'Units are sorted by "peak_time" or "component", not by "{sort_by}".')


def _check_region(evaluation: xr.Dataset, region: str) -> None:
    regions = np.unique(evaluation["region"].to_numpy())
    if region not in regions:
        raise NeurodagError(
            f"Region {region} is not in session {evaluation.attrs['session_id']}; "
            f"its regions are {', '.join(regions)}."
        )

"""How many training trials two networks need (V1T paper, Figure A.1)."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
import xarray as xr
from matplotlib.figure import Figure
from scipy import stats

from neurodag.errors import NeurodagError
from neurodag.figures.style import COLUMN_WIDTH, new_figure, styled
from neurodag.figures.vision.given import NETWORK_COLORS
from neurodag.tables.vision.attention import STARS
from neurodag.tables.vision.labels import row_label
from neurodag.tables.vision.runs import NOT_MODELS, run_scores

STATISTIC = "single_trial_correlation"
MARKERS = ("s", "o")
APART = 0.06
"""Half the distance between the two networks of a number of trials."""


def samples_arrays(evaluations: Iterable[xr.Dataset]) -> xr.Dataset:
    """Single-trial correlation of two networks by the number of training trials of each session.

    `score (network, samples, seed)` is the mean over units, then over sessions, NaN where there is
    no such seed; `value`, `spread` and `seeds` `(network, samples)` are the mean, the standard
    deviation and the number of seeds; `p_value (samples)` is that of a two-sided t-test between
    both networks, NaN where one has one seed only. Samples 0 are all trials, and stand last.
    Raises NeurodagError if there are not two networks with the same numbers of trials, trained in
    one manner, or if not all were scored on the same sessions.
    """
    runs = run_scores(evaluations, [STATISTIC])
    runs = runs[~runs["row"].isin(NOT_MODELS)]
    _check(runs)
    runs = runs.assign(score=[np.nanmean(units) for units in runs["units"]])
    networks = list(runs["row"].unique())
    score = runs.groupby(["row", "samples", "seed"])["score"].mean().to_xarray()
    sizes = sorted(score["samples"].values, key=lambda size: (size == 0, size))
    score = score.rename(row="network").sel(network=networks, samples=sizes)
    score = score.assign_attrs(long_name="single-trial correlation", units="1")
    return xr.Dataset(
        {
            "score": score,
            "value": score.mean("seed", keep_attrs=True),
            "spread": score.std("seed", ddof=1, keep_attrs=True),
            "seeds": score.notnull().sum("seed"),
            "p_value": ("samples", [_p_value(score.sel(samples=size)) for size in sizes]),
        },
        attrs={"sessions": int(runs["session"].nunique())},
    )


def _check(runs: pd.DataFrame) -> None:
    networks = list(runs["row"].unique())
    if len(networks) != 2:
        raise NeurodagError(
            f"The evaluations are of {len(networks)} networks ({', '.join(networks)}), but two "
            "are compared; give those of two."
        )
    for name in ("training", "gray"):
        if runs[name].nunique() > 1:
            listed = ", ".join(map(str, runs[name].unique()))
            raise NeurodagError(f"The evaluations differ in {name}, {listed}; give those of one.")
    wanted, sizes = set(runs["session"]), set(runs["samples"])
    for run, group in runs.groupby(["row", "samples", "seed"]):
        if missing := wanted - set(group["session"]):
            row, samples, seed = map(str, run)
            size = "all" if samples == "0" else samples
            raise NeurodagError(
                f"There is no evaluation of {row} with {size} training trials, seed "
                f"{seed}, on session {', '.join(sorted(missing))}, as there is of others; give one."
            )
    for network, group in runs.groupby("row"):
        if missing := sizes - set(group["samples"]):
            listed = ", ".join(str(size or "all") for size in sorted(missing))
            raise NeurodagError(
                f"There is no evaluation of {network} with {listed} training trials, as there is "
                "of the other network; give one."
            )


def _p_value(score: xr.DataArray) -> float:
    """Of a two-sided t-test between the seeds of two networks `(network, seed)`."""
    ours, theirs = (each[np.isfinite(each)] for each in score.transpose("network", "seed").values)
    if min(len(ours), len(theirs)) < 2:
        return np.nan
    return float(stats.ttest_ind(ours, theirs).pvalue)


@styled
def draw_samples(arrays: xr.Dataset) -> Figure:
    """Points are means over seeds, bars their standard deviation; stars tell of the t-test.

    Faint dots are single seeds.
    """
    figure = new_figure(COLUMN_WIDTH, 2.5)
    axes = figure.subplots()
    place = np.arange(arrays.sizes["samples"])
    for name, color, marker, shift in zip(
        arrays["network"].values, NETWORK_COLORS, MARKERS, (-APART, APART), strict=True
    ):
        network = arrays.sel(network=name)
        axes.errorbar(
            place + shift,
            network["value"].values,
            yerr=np.nan_to_num(network["spread"].values),
            color=color,
            marker=marker,
            elinewidth=0.8,
            capsize=2,
            label=row_label(str(name)),
        )
        for scores in network["score"].transpose("seed", "samples").values:
            axes.plot(place + 2 * shift, scores, ".", color=color, alpha=0.5, mew=0)
    over_bars = (arrays["value"] + arrays["spread"].fillna(0)).max("network").values
    top = np.fmax(over_bars, arrays["score"].max(("network", "seed")).values)
    for x, y, p_value in zip(place, top, arrays["p_value"].values, strict=True):
        axes.annotate(
            _stars(p_value),
            (x, y),
            xytext=(0, 3),
            textcoords="offset points",
            ha="center",
        )
    axes.set_xticks(place, [str(size or "all") for size in arrays["samples"].values])
    axes.margins(y=0.15)
    axes.set(xlabel="Training trials of each session", ylabel="Single-trial correlation")
    axes.set_title(_title(arrays))
    figure.legend(*axes.get_legend_handles_labels(), loc="outside lower center", ncols=2)
    return figure


def _stars(p_value: float) -> str:
    if np.isnan(p_value):
        return ""
    return next((marks for p, marks in STARS.items() if p_value < p), "n.s.")


def _title(arrays: xr.Dataset) -> str:
    """What points and bars are."""
    low, high = int(arrays["seeds"].min()), int(arrays["seeds"].max())
    if high == 1:
        return "One seed each"
    return f"Mean ± s.d. over {low if low == high else f'{low} to {high}'} seeds"

"""Whether forecasts of codes are as certain as they should be: a reliability diagram."""

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.figure import Figure

from neurodag.errors import NeurodagError
from neurodag.figures.forecast.given import check_runs
from neurodag.figures.forecast.stimuli import in_order, stimulus_colors, stimulus_label
from neurodag.figures.style import COLUMN_WIDTH, equal_axes, heading, new_figure, styled


def calibration_arrays(evaluations: Sequence[xr.Dataset]) -> xr.Dataset:
    """How often what was recorded lay below the forecast's quantiles.

    `coverage (run, level)` with `stimulus (run)`; `mean` over runs of each stimulus and `spread`,
    the standard deviation, `(shown, level)`. Raises NeurodagError if the evaluations are of several
    methods, of one run twice, without distributions, or with unlike levels.
    """
    runs = check_runs(evaluations)
    levels = _levels(evaluations)
    coverage = np.stack([each["coverage"].values for each in evaluations])
    stimulus = np.array(runs["stimulus"][1])
    shown = in_order(stimulus)
    by_stimulus = [coverage[stimulus == name] for name in shown]
    share = {"long_name": "recorded values below the forecast's quantile", "units": "1"}
    return xr.Dataset(
        {
            "coverage": (("run", "level"), coverage, share),
            "mean": (("shown", "level"), [each.mean(axis=0) for each in by_stimulus], share),
            "spread": (("shown", "level"), [_spread(each) for each in by_stimulus], share),
        },
        runs | {"level": levels, "shown": shown},
        {"method": evaluations[0].attrs["method"]},
    )


def _levels(evaluations: Sequence[xr.Dataset]) -> np.ndarray:
    """Those of all evaluations, `(level,)`."""
    for each in evaluations:
        if "coverage" not in each:
            raise NeurodagError(
                f"The evaluation of {each.attrs['method']} on {each.attrs['stimulus']}, subject "
                f"{each.attrs['subject']}, has no variable coverage, as its task is "
                f"{each.attrs['task']}; give evaluations of the task codes."
            )
    found = {tuple(each["level"].values.tolist()) for each in evaluations}
    if len(found) > 1:
        listed = "; ".join(", ".join(f"{level:g}" for level in each) for each in sorted(found))
        raise NeurodagError(
            f"The evaluations are of unlike quantiles (level): {listed}; evaluate all with the "
            "same setting levels."
        )
    return np.array(found.pop())


def _spread(coverage: np.ndarray) -> np.ndarray:
    """Standard deviation over runs, `(run, level)` → `(level,)`; NaN of a single one."""
    return coverage.std(axis=0, ddof=1) if len(coverage) > 1 else np.full(coverage.shape[1], np.nan)


@styled
def draw_calibration(arrays: xr.Dataset) -> Figure:
    """A line for each stimulus, the mean over runs; on the identity line, forecasts are calibrated.

    The band is the standard deviation among runs, where there are several.
    """
    figure = new_figure(COLUMN_WIDTH, 1.05 * COLUMN_WIDTH)
    axes = figure.subplots()
    equal_axes(axes, 0, 1)
    names = arrays["shown"].values.tolist()
    colors = stimulus_colors(names)
    level = arrays["level"].values
    for name in names:
        mean, spread = (arrays[each].sel(shown=name).values for each in ("mean", "spread"))
        runs = int((arrays["stimulus"] == name).sum())
        label = f"{stimulus_label(name)} ({runs} run{'s' if runs > 1 else ''})"
        axes.plot(level, mean, marker="o", color=colors[name], label=label)
        axes.fill_between(
            level, mean - spread, mean + spread, color=colors[name], alpha=0.2, linewidth=0
        )
    axes.set(xlabel="Level of the forecast's quantile", ylabel="Share of recorded values below it")
    heading(axes, "Calibration", "lines: mean over runs; bands: ± s.d.; diagonal: calibrated")
    axes.legend(loc="upper left")
    return figure

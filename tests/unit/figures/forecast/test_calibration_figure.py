"""What the reliability diagram shows, and what it refuses to show."""

import numpy as np
import pytest

from neurodag.errors import NeurodagError
from neurodag.figures.forecast.calibration import calibration_arrays, draw_calibration
from neurodag.figures.forecast.stimuli import stimulus_colors
from tests.figures import drawn
from tests.forecast_evaluations import make_distribution, make_response

GRATINGS, SCENES = "drifting_gratings", "natural_scenes"


def run(coverage: tuple[float, ...], levels=(0.1, 0.5, 0.9), method="m", **attrs):
    below = dict(zip(levels, coverage, strict=True))
    return make_distribution(method, [0.1], [0.2], below, observations=[10], **attrs)


def test_it_shows_mean_and_spread_of_each_stimulus():
    figure, arrays = drawn(
        draw_calibration,
        calibration_arrays(
            [
                run((0.3, 0.5, 0.7), stimulus=SCENES, subject="a"),
                run((0.1, 0.4, 0.9), stimulus=GRATINGS, subject="a"),
                run((0.2, 0.6, 0.8), stimulus=GRATINGS, subject="b"),
            ]
        ),
    )
    assert arrays["shown"].values.tolist() == [GRATINGS, SCENES]
    np.testing.assert_allclose(arrays["mean"], [[0.15, 0.5, 0.85], [0.3, 0.5, 0.7]])
    spread = np.sqrt(0.5) * np.array([0.1, 0.2, 0.1])
    np.testing.assert_allclose(arrays["spread"].sel(shown=GRATINGS), spread)
    assert arrays["spread"].sel(shown=SCENES).isnull().all()
    assert arrays["stimulus"].values.tolist() == [SCENES, GRATINGS, GRATINGS]
    (axes,) = figure.axes
    lines = {line.get_label(): line for line in axes.lines}
    gratings = lines["Drifting gratings (2 runs)"]
    np.testing.assert_allclose(gratings.get_xydata(), [[0.1, 0.15], [0.5, 0.5], [0.9, 0.85]])
    np.testing.assert_allclose(lines["Natural scenes (1 run)"].get_ydata(), [0.3, 0.5, 0.7])
    guide = next(line for name, line in lines.items() if name.startswith("_"))
    np.testing.assert_array_equal(guide.get_xydata(), [[0, 0], [1, 1]])


def test_stimuli_that_are_not_of_the_paper_have_colours_of_their_own():
    names = [GRATINGS, SCENES, "noise", "own"]
    assert len(set(stimulus_colors(names).values())) == len(names)
    assert stimulus_colors([SCENES])[SCENES] == stimulus_colors(names)[SCENES]


def test_only_forecasts_of_codes_have_quantiles():
    with pytest.raises(NeurodagError, match=r"of m on drifting_gratings, subject a, has no varia"):
        calibration_arrays([make_response("m", {"mae": 0.1})])


def test_levels_must_be_the_same():
    files = [run((0.1, 0.5, 0.9)), run((0.1, 0.9), levels=(0.1, 0.9), subject="b")]
    with pytest.raises(NeurodagError, match=r"\(level\): 0\.1, 0\.5, 0\.9; 0\.1, 0\.9; evaluate"):
        calibration_arrays(files)


def test_methods_are_drawn_apart():
    with pytest.raises(NeurodagError, match="differ in method: m, other"):
        calibration_arrays([run((0.1, 0.5, 0.9)), run((0.1, 0.5, 0.9), method="other")])

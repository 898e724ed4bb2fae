"""The table of forecast distributions."""

import numpy as np
import pytest

from neurodag.errors import NeurodagError
from neurodag.tables.forecast.distributions import distribution_markdown, distribution_table
from tests.forecast_evaluations import make_distribution, make_response

METHOD = "all/quantformer/fine_tuned"
ROWS = {"quantformer": [METHOD]}


def made(crps: float, **run):
    coverage = {0.05: 0.04, 0.1: 0.2, 0.5: 0.45}
    return make_distribution(
        METHOD, [crps, 3 * crps], [0.5, 0.5], coverage, observations=(30, 10), **run
    )


def test_means_over_observations_then_runs_by_stimulus():
    runs = [
        made(0.1),
        made(0.3, subject="b"),
        made(0.2, stimulus="natural_scenes"),
        make_response("lstm", {}),
    ]
    table = distribution_table(runs, ROWS).set_index(["stimulus", "column"])
    gratings = table.loc["drifting_gratings"]
    assert gratings.loc["crps", "value"] == pytest.approx(1.5 * 0.2)
    assert gratings.loc["crps", "spread"] == pytest.approx(1.5 * np.std([0.1, 0.3], ddof=1))
    assert gratings.loc["point_error", "value"] == 0.5
    assert gratings.loc["gain", "value"] == pytest.approx(40)
    assert gratings.loc["perplexity", "value"] == 12.5
    assert gratings.loc["coverage_0.1", "value"] == 0.2
    assert (gratings["runs"] == 2).all()
    assert table.loc["natural_scenes", "crps"]["value"] == pytest.approx(0.3)


def test_markdown_shows_some_levels():
    text = distribution_markdown(distribution_table([made(0.1)], ROWS), "Distributions.")
    head = "| Stimulus | CRPS ↓ | Error of the point ↓ | Gain (%) ↑ | Perplexity, responses |"
    assert f"{head} Perplexity, forecasts | Below 5 % | Below 50 % |\n" in text
    cells = "0.150 | 0.500 | 70.000 | 12.500 | 25.000 | 0.040 | 0.450"
    assert f"| Drifting gratings | {cells} |" in text
    assert "**QuantFormer**" in text
    assert "Runs of a cell: 1." in text


def test_forecasts_that_are_no_distributions_have_no_place():
    with pytest.raises(NeurodagError, match="No evaluation has scores of lstm"):
        distribution_table([made(0.1), make_response("lstm", {})], {"lstm": ["lstm"]})

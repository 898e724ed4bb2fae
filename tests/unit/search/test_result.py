"""What comes out of a search: the best trial, as a table, a figure and an overlay."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import yaml

from neurodag.config import load_config
from neurodag.config.load import overlay
from neurodag.config.vision import VisionSearch
from neurodag.errors import ConfigError, NeurodagError
from neurodag.figures.vision.search import draw_search, search_arrays
from neurodag.search.overlay import overlay_of
from neurodag.search.trials import Trial, WorkerTrials, best_trial, read_trials, save_trials
from neurodag.tables.vision.search import keys_of, search_markdown, search_table
from tests.figures import drawn

ROOT = Path(__file__).resolve().parents[3]
SEARCH = VisionSearch(cohort="dataset_s", network="v1t")
BASE = yaml.safe_load((ROOT / "config.yaml").read_text())


def trial(number: int, *scores: float | None, state: str = "complete", **core: object) -> Trial:
    values = {"core.heads": 3, "core.tokens": "compact", "training.learning_rate": 5e-05 * number}
    values |= {f"core.{key}": value for key, value in core.items()}
    note = "" if state == "complete" else "by Hyperband after 1 epochs"
    return Trial.model_validate(
        {"number": number, "values": values, "scores": scores, "state": state, "note": note}
    )


TRIALS = [trial(0, 0.1, None), trial(1, 0.2, 0.3, 0.25), trial(2, 0.4, state="pruned")]


def test_the_best_is_complete() -> None:
    assert best_trial(TRIALS) == TRIALS[1]
    with pytest.raises(NeurodagError, match=r"give v1t\.search more trials"):
        best_trial(TRIALS[2:])


def test_workers_must_be_of_one_search(tmp_path) -> None:
    paths = [tmp_path / f"{number}.json" for number in range(3)]
    save_trials(WorkerTrials(study="a", trials=TRIALS[1:]), paths[0])
    save_trials(WorkerTrials(study="a", trials=TRIALS[:1]), paths[1])
    assert read_trials(paths[:2]) == TRIALS
    save_trials(WorkerTrials(study="b", trials=[]), paths[2])
    with pytest.raises(NeurodagError, match=r"0\.json and .*2\.json are of different searches"):
        read_trials(paths)
    paths[2].write_text("{}")
    with pytest.raises(NeurodagError, match=r"2\.json holds no trials"):
        read_trials(paths)


def test_the_overlay_changes_what_was_searched_and_nothing_else() -> None:
    text = overlay_of(TRIALS[1], SEARCH, 3)
    assert text.startswith("# What trial 1 of 3 has")
    before, after = (load_config(overlay(BASE, above)) for above in ({}, yaml.safe_load(text)))
    ours, theirs = before.v1t.networks["v1t"], after.v1t.networks["v1t"]
    assert theirs.network.core == ours.network.core.model_copy(
        update={"heads": 3, "tokens": "compact"}
    )
    assert theirs.network.readout == ours.network.readout
    assert theirs.training == ours.training.model_copy(update={"learning_rate": 5e-05})
    assert after.v1t.search is None
    rest = {"networks", "search"}
    assert before.v1t.model_dump(exclude=rest) == after.v1t.model_dump(exclude=rest)
    assert before.model_dump(exclude={"v1t"}) == after.model_dump(exclude={"v1t"})


def test_the_table_has_every_trial_and_the_papers_values() -> None:
    table = search_table(TRIALS, TRIALS[1])
    assert list(table["epochs"]) == [2, 3, 1]
    assert list(table["validation_correlation"]) == [0.1, 0.3, 0.4]
    published = pd.read_csv(ROOT / "published" / "v1t_table_a2.csv", dtype=str, index_col="row")
    text = search_markdown(table, SEARCH, published["value"])
    assert "| `training.learning_rate` | 0.0001 to 0.005 | 5e-05 | 0.0016 |" in text
    assert "| `core.heads` | 1 to 12 | 3 | 4 |" in text
    rows = [line for line in text.splitlines() if "| pruned" in line or "| complete" in line]
    assert [row.split(" | ")[0] for row in rows] == ["| **1 (best)**", "| 0", "| 2"]
    assert "pruned by Hyperband after 1 epochs" in rows[2]
    assert "4 workers shared the trials" in text


def test_the_figure_shows_every_trial_and_the_best_so_far() -> None:
    failed = trial(3, state="pruned")
    table = search_table([*TRIALS, failed], TRIALS[1])
    figure, arrays = drawn(draw_search, search_arrays(table))
    np.testing.assert_array_equal(arrays["validation_correlation"], [0.1, 0.3, 0.4, np.nan])
    np.testing.assert_array_equal(arrays["best_so_far"], [0.1, 0.3, 0.3, 0.3])
    assert list(arrays["state"].values) == ["complete", "best", "pruned", "pruned"]
    assert set(arrays["core.tokens"].values) == {"compact"}
    assert list(arrays["core.heads"].values) == [3] * 4
    panels = [axes.get_xlabel() for axes in figure.axes if axes.get_xlabel()]
    assert panels == ["Trial", *keys_of(table)]


def test_values_of_which_most_are_far_below_the_largest_have_a_logarithmic_axis() -> None:
    table = search_table(TRIALS, TRIALS[1])
    rates = table.assign(**{"training.learning_rate": [1e-4, 2e-4, 5e-3]})
    figure, _ = drawn(draw_search, search_arrays(rates))
    scales = {axes.get_xlabel(): axes.get_xscale() for axes in figure.axes}
    assert scales["training.learning_rate"] == "log"
    assert scales["core.heads"] == "linear"


@pytest.mark.parametrize(
    ("search", "problem"),
    [
        ({"cohort": "nowhere"}, "search names the cohort nowhere, which `cohorts` does not have"),
        ({"network": "cnn"}, "search.network names cnn, whose core is of the kind cnn"),
        ({"least_epochs": 101}, "least_epochs is 101, but a trial has 100 epochs"),
        ({"space": {"core": {"heads": [4, 2]}}}, "heads goes from 4 to 2"),
        ({"space": {"core": {"patch": [40, 50]}}}, "begins with 40 pixels, but images have 36"),
    ],
)
def test_a_wrong_search_is_told_before_anything_runs(search, problem) -> None:
    settings = {"cohort": "dataset_s", "network": "v1t"} | search
    with pytest.raises(ConfigError) as error:
        load_config(overlay(BASE, {"v1t": {"search": settings}}))
    assert problem in str(error.value)

"""From predictions to scores: who is scored, who is not and why."""

import numpy as np
import pytest

from neurodag.evaluation.psth import only_predicted
from neurodag.evaluation.scores import NO_CONTEXT, SCORED, SILENT, condition_of, score_activity
from neurodag.evaluation.tasks import TASKS
from neurodag.metrics import bits_per_spike, psth_r2, trial_r2
from tests.factories import spikes_session

METRICS = ("bits_per_spike", "psth_r2", "trial_r2")
REGIONS = ("CA1", "CA1", "VIS", "VIS", "PO")


def made_up(regions=REGIONS, bins=10):
    """A session and predictions that are NaN wherever a task predicts nothing."""
    session = spikes_session(trials=12, bins=bins, regions=regions, rate_hz=40)
    rng = np.random.default_rng(0)
    expected = {
        task: only_predicted(
            task, rng.gamma(2.0, 0.4, session["spike_count"].shape), np.array(regions), 0.3
        )
        for task in TASKS
    }
    return session, expected


def test_scores_are_those_of_the_metrics():
    session, expected = made_up()
    scores = score_activity(expected, session)
    counts = session["spike_count"].values
    condition = session["choice"].values
    for task in ("co_smoothing", "inter_region"):
        row = scores.sel(task=task)
        np.testing.assert_allclose(row["bits_per_spike"], bits_per_spike(expected[task], counts))
        np.testing.assert_allclose(row["trial_r2"], trial_r2(expected[task], counts))
        np.testing.assert_allclose(row["psth_r2"], psth_r2(expected[task], counts, condition))
        assert (row["status"] == SCORED).all()
        assert row["spikes"].values.tolist() == counts.sum(axis=(0, 1)).tolist()


def test_forward_prediction_is_scored_in_its_bins_only():
    session, expected = made_up()
    row = score_activity(expected, session).sel(task="forward_prediction")
    last = session["spike_count"].values[:, 7:]
    predicted = expected["forward_prediction"]
    np.testing.assert_allclose(row["bits_per_spike"], bits_per_spike(predicted[:, 7:], last))
    assert row["spikes"].values.tolist() == last.sum(axis=(0, 1)).tolist()
    assert np.isnan(row["predicted_rate_hz"][:7]).all()
    np.testing.assert_allclose(
        row["predicted_rate_hz"][7:], predicted[:, 7:].mean(axis=0) / 0.02, rtol=1e-6
    )


def statuses(scores, task):
    return scores["status"].sel(task=task).values.tolist()


def test_who_has_no_score_and_why():
    session, expected = made_up()
    session["spike_count"][:, :, 0] = 0
    session["spike_count"][:, 7:, 2] = 0
    session["spike_count"][:, :7, 2] = 1
    scores = score_activity(expected, session)
    assert statuses(scores, "co_smoothing") == [SILENT, 0, 0, 0, 0]
    assert statuses(scores, "forward_prediction") == [SILENT, 0, SILENT, 0, 0]
    assert statuses(scores, "intra_region") == [SILENT, 0, 0, 0, NO_CONTEXT]
    assert statuses(scores, "inter_region") == [SILENT, 0, 0, 0, 0]


@pytest.mark.parametrize("regions", [("CA1",), ("CA1", "CA1"), ("CA1", "PO"), REGIONS])
def test_scored_means_a_number_and_not_scored_means_none(regions):
    session, expected = made_up(regions)
    session["spike_count"][:, :, -1] = 0
    session["spike_count"][0, 0, -1] = 1
    scores = score_activity(expected, session)
    scored = scores["status"] == SCORED
    for name in METRICS:
        assert (np.isfinite(scores[name]) == scored).all(), name
    inter = statuses(scores, "inter_region")
    assert inter == [NO_CONTEXT if len(set(regions)) == 1 else SCORED] * len(regions)


def test_a_silent_unit_without_context_has_no_context():
    session, expected = made_up()
    session["spike_count"][:, :, 4] = 0
    scores = score_activity(expected, session)
    assert statuses(scores, "intra_region")[4] == NO_CONTEXT
    assert statuses(scores, "co_smoothing")[4] == SILENT


def test_rates_are_in_hertz():
    session, expected = made_up()
    scores = score_activity(expected, session)
    counts = session["spike_count"].values
    np.testing.assert_allclose(scores["observed_rate_hz"], counts.mean(axis=0) / 0.02, rtol=1e-6)
    np.testing.assert_allclose(scores["mean_rate_hz"], counts.mean(axis=(0, 1)) / 0.02)
    np.testing.assert_allclose(
        scores["predicted_rate_hz"].sel(task="co_smoothing"),
        expected["co_smoothing"].mean(axis=0) / 0.02,
        rtol=1e-6,
    )
    for name in ("observed_rate_hz", "mean_rate_hz", "predicted_rate_hz"):
        assert scores[name].attrs["units"] == "Hz"


def test_form_of_the_evaluation_file():
    session, expected = made_up()
    scores = score_activity(expected, session)
    assert scores["task"].values.tolist() == list(TASKS)
    assert scores["region"].values.tolist() == list(REGIONS)
    for name in METRICS:
        assert scores[name].dims == ("task", "unit")
        assert scores[name].dtype == np.float64
    assert scores["status"].dtype == np.int8
    assert scores["spikes"].dtype == np.int64
    assert scores["predicted_rate_hz"].dims == ("task", "time", "unit")


def test_trials_are_alike_if_block_choice_and_reward_are():
    session = spikes_session(trials=6, behaviour=False)
    assert condition_of(session).tolist() == [0] * 6
    session["choice"] = "trial", np.array([-1, 1, -1, 1, -1, 1], np.int8)
    assert condition_of(session).tolist() == [0, 1, 0, 1, 0, 1]
    session["reward"] = "trial", np.array([0, 0, 1, 0, 0, 0])
    assert condition_of(session).tolist() == [0, 2, 1, 2, 0, 2]

"""The trial average as a reference."""

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from neurodag.evaluation.psth import predict_psth, psth
from neurodag.evaluation.tasks import TASKS

REGION = np.array(["CA1", "CA1", "PO"])


def test_flat_rates_stay_flat():
    counts = np.full((4, 20, 2), 3)
    np.testing.assert_allclose(psth(counts), 3 + 0.5 / 20 / 4)


def test_smoothed_average_of_the_trials():
    counts = np.random.default_rng(0).poisson(1.0, (30, 40, 2))
    smooth = gaussian_filter1d(counts.mean(axis=0), 2, axis=0)
    np.testing.assert_allclose(psth(counts), smooth + 0.5 / 40 / 30)


def test_total_of_spikes_is_kept_and_silence_is_not_zero():
    counts = np.zeros((5, 30, 2), np.uint8)
    counts[0, 15, 0] = 200
    counts[1, 15, 0] = 200
    assert (psth(counts) > 0).all()
    assert psth(counts).sum(axis=0) * 5 == pytest.approx([400.5, 0.5])


def test_every_test_trial_gets_the_same_wherever_its_task_predicts():
    train = np.random.default_rng(0).poisson(1.0, (6, 10, 3))
    predicted = predict_psth(train, 4, REGION, 0.2)
    assert tuple(predicted) == TASKS
    shown = {task: np.ones((10, 3), bool) for task in TASKS}
    shown["forward_prediction"][:8] = False
    shown["intra_region"][:, 2] = False
    for task, values in predicted.items():
        assert values.shape == (4, 10, 3)
        expected = np.where(shown[task], psth(train), np.nan)
        np.testing.assert_array_equal(values, np.broadcast_to(expected, values.shape))

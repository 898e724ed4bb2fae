"""Sessions of spikes as observations: trials, counts as they are, labels; and they are learnt."""

import numpy as np
import pytest
import torch

from neurodag.config import forecast as config
from neurodag.errors import SessionError
from neurodag.models.forecast.autoencoder import QuantFormer
from neurodag.training.devices import seed_everything
from neurodag.training.fit import fit
from neurodag.training.forecast.adaptation import adaptation
from neurodag.training.forecast.competitor import competition
from neurodag.training.forecast.observations import observations_of
from neurodag.training.forecast.pretraining import Pretraining
from tests.unit.training.forecast import planted
from tests.unit.training.forecast.counted import (
    RATE,
    WINDOWS,
    poisson,
    responding,
    session,
    windows,
)
from tests.unit.training.forecast.responding import NETWORK

CPU = torch.device("cpu")


def observe(made, settings=WINDOWS, stimuli=None):
    return observations_of(made, settings, CPU, stimuli)


def test_the_signal_is_the_counts_of_the_unit_in_the_trial():
    counts = poisson()
    seen = observe(session(counts))
    assert seen.position.tolist() == list(range(20))
    trial, unit = torch.tensor([4, 0, 19, 4]), torch.tensor([1, 2, 0, 0])
    cut = seen.cut(trial, unit)
    np.testing.assert_array_equal(cut.signal, counts[trial, 2:16, unit])


@pytest.mark.parametrize("absolute", [False, True])
def test_a_unit_is_active_where_it_fires_more_than_at_rest(absolute):
    counts = poisson(200)
    settings = windows(active_by="absolute" if absolute else "gain", active_gain=0.5)
    seen = observe(session(counts), settings)
    change = counts[:, 10:13] - counts[:, 5:10].mean(axis=1, keepdims=True)  # 3 frames, 5 of rest
    expected = (np.abs(change) if absolute else change).mean(axis=1) > 0.5
    np.testing.assert_array_equal(seen.active, expected)
    assert 0.1 < expected.mean() < 0.9


def test_a_silent_unit_is_inactive_and_one_that_wakes_is_active():
    counts = np.zeros((10, 20, 2), dtype=int)
    counts[:, 10:13, 1] = 1
    assert (
        observe(session(counts), windows(active_gain=0.99)).active.tolist() == [[False, True]] * 10
    )


def test_without_names_all_trials_are_of_one_condition():
    seen = observe(session(poisson()))
    assert seen.conditions == (("stimulus_onset", 0),)
    assert seen.stimulus.tolist() == [0] * 20
    assert observe(session(poisson()), stimuli=["stimulus_onset"]).conditions == seen.conditions


def test_trials_can_name_what_was_shown():
    names, numbers = np.array(["dots", "bars"] * 10), np.arange(20) % 4
    made = session(poisson()).assign(stimulus=("trial", names), condition=("trial", numbers))
    seen = observe(made, windows(active_frames_of={"bars": 6}))
    assert seen.conditions == (("bars", 1), ("bars", 3), ("dots", 0), ("dots", 2))
    assert seen.stimulus[:5].tolist() == [2, 0, 3, 1, 2]
    assert seen.active_frames[:4].tolist() == [3, 6, 3, 6]
    assert observe(made, stimuli=["bars"]).position.tolist() == list(range(1, 20, 2))


def test_the_split_stays_and_the_last_training_trials_validate():
    seen = observe(session(poisson()), windows(validation=0.25))
    assert seen.part.tolist() == [0] * 12 + [1] * 4 + [2] * 4


@pytest.mark.parametrize(
    ("made", "settings", "said"),
    [
        (session(poisson()), planted.WINDOWS, "spikes, but windows.signal is change"),
        (planted.session(), WINDOWS, "calcium, but windows.signal is counts"),
    ],
)
def test_signals_of_another_modality_are_refused(made, settings, said):
    with pytest.raises(SessionError, match=rf"{said} \(change takes calcium sessions, counts "):
        observe(made, settings)


@pytest.fixture(scope="module")
def found():
    return observe(responding())


def r2_of_rates(task):
    """Of the test forecasts, with the planted rates for the truth."""
    cut = task.cut(task.observed.of("test"))
    rate = torch.from_numpy(RATE)[cut.stimulus, cut.unit]
    with torch.no_grad():
        error = (task.forecast(cut) - rate).square().mean()
    return 1 - error / rate.var(correction=0)


def test_quantformer_learns_the_rates_behind_counts(found, tmp_path):
    run = config.PretrainingRun.model_validate(
        {"windows": WINDOWS.model_dump(), "network": NETWORK.model_dump(), "balance": "none"}
        | {"training": {"epochs": 12, "batch_size": 8, "learning_rate": 0.01}}
    )
    seed_everything(0, "weights")
    network = QuantFormer(WINDOWS.baseline_frames, WINDOWS.response_frames, run.network)
    pretraining = Pretraining(network, {"a": found}, run, seed=0)
    pretrained = fit(pretraining, run.training, seed=0, state=tmp_path / "pretraining")
    network.load_state_dict(pretrained.weights)
    assert pretrained.history["validation_r2"].max() > 0.5

    training = config.TaskTraining(epochs=8, batch_size=2, learning_rate=0.01)
    settings = config.DownstreamRun(windows=WINDOWS, training=training)
    task = adaptation(network, "codes", found, settings)
    before = r2_of_rates(task)
    task.model.load_state_dict(fit(task, training, seed=0, state=tmp_path / "adapted").weights)
    assert before < 0.2
    assert r2_of_rates(task) > 0.6


def test_mean_counts_of_units_and_conditions_are_near_their_rates(found):
    run = config.CompetitorRun.model_validate(
        {"windows": WINDOWS.model_dump()}
        | {"competitor": {"kind": "mean", "over": "responses_to_stimulus"}}
    )
    assert r2_of_rates(competition("signals", found, run)) > 0.95

"""What is planted in the Brain Observatory's twin, and what its truth says of it."""

import h5py
import numpy as np
import pytest

from neurodag.config.archives.allen import AllenTwin
from neurodag.errors import ConfigError
from neurodag.sessions.windows import cut_windows
from neurodag.simulate import save_truth
from neurodag.simulate.allen import simulate_allen
from neurodag.simulate.allen.events import DECAY_S, calcium
from neurodag.simulate.allen.tuning import NOISE_SHAPE_DEG, draw_preferences, drive

CONTAINERS = {"1": {"A": "11", "B": "12", "C": "13", "C2": "14"}}


def simulate(folder, session_id, **settings):
    return simulate_allen(
        folder, session_id, AllenTwin(**{"containers": CONTAINERS, "scale": 0.01} | settings)
    )


@pytest.fixture(scope="module")
def images(tmp_path_factory):
    """The truth of enough presentations to count what happens in them."""
    return simulate(tmp_path_factory.mktemp("twin"), "12", scale=0.15, units=30)


def test_the_same_settings_give_the_same_bytes(tmp_path):
    made = []
    for name, seed in (("a", 0), ("b", 0), ("c", 1)):
        truth = simulate(tmp_path / name, "12", units=3, seed=seed)
        save_truth(truth, tmp_path / f"{name}.nc")
        file = tmp_path / name / "ophys_experiment_data" / "12.nwb"
        made.append((file.read_bytes(), (tmp_path / f"{name}.nc").read_bytes()))
    assert made[0] == made[1]
    assert made[0][0] != made[2][0]


def test_an_experiment_of_no_container_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"15 is no experiment .* they have 11, 12, 13, 14"):
        simulate(tmp_path, "15")
    assert not list(tmp_path.iterdir())


def test_an_experiment_in_two_containers_is_refused():
    with pytest.raises(ValueError, match="experiment 11 stands more than once"):
        AllenTwin(containers={"1": {"A": "11"}, "2": {"B": "11"}})


def test_an_event_too_small_to_count_is_refused(tmp_path):
    with pytest.raises(ConfigError, match=r"event_size 0\.01 is too small"):
        simulate(tmp_path, "11", event_size=0.01)


@pytest.mark.parametrize(("version", "demixed"), [("1.0", False), ("2.0", True)])
def test_the_layout_is_that_of_the_pipeline(tmp_path, version, demixed):
    simulate(tmp_path, "13", units=2, pipeline_version=version)
    with h5py.File(tmp_path / "ophys_experiment_data" / "13.nwb") as file:
        signals = file["processing/brain_observatory_pipeline/Fluorescence"]
        assert ("imaging_plane_1_demixed_signal/data" in signals) == demixed
        assert ("imaging_plane_1_neuropil_response/r" in signals) == demixed
        assert ("imaging_plane_1/neuropil_traces" in signals) == (not demixed)
        raw = signals["imaging_plane_1/data"]
        assert raw.dtype == np.float32
        if demixed:
            signal = signals["imaging_plane_1_demixed_signal/data"]
            neighbour = np.roll(signal, 1, axis=0)
            np.testing.assert_allclose(raw, signal + 0.1 * neighbour, rtol=1e-6)
        noise = file["stimulus/templates/locally_sparse_noise_image_stack/data"]
        shown = file["stimulus/presentation/locally_sparse_noise_stimulus/data"]
        assert noise.shape == (len(shown), 16, 28)
        spontaneous = file["stimulus/presentation/spontaneous_stimulus"]
        assert spontaneous["data"][()].tolist() == [1, -1, 1, -1]


def test_one_event_rises_and_decays():
    event = np.zeros(200)
    event[10] = 1
    trace = calcium(event)
    assert trace.max() == pytest.approx(1)
    assert not trace[:10].any()
    late = trace[60:120].astype(float)
    np.testing.assert_allclose(late[1:] / late[:-1], np.exp(-1 / (30 * DECAY_S)), rtol=1e-4)


def test_noise_free_fluorescence_is_what_the_events_release(images):
    clean = images["fluorescence"] / images["resting_fluorescence"]
    drift = clean - (1 + calcium(images["events"].values))
    assert np.abs(drift).max() < 0.02 + 1e-5


def test_independent_events_make_the_asked_share_active(tmp_path):
    truth = simulate(tmp_path, "12", scale=0.15, units=30, active=0.2, evoked=0.01, noise=0.0)
    tolerance = 5 / np.sqrt(int(truth["events"].sum()))
    np.testing.assert_allclose(truth["active_fraction"], 0.2, rtol=tolerance)


def test_evoked_events_come_together_and_make_it_a_little_less(images):
    assert (images["active_fraction"] > 0.03).all()
    assert (images["active_fraction"] < 0.07).all()


def test_presentations_evoke_the_events_that_the_tuning_says(tmp_path):
    truth = simulate(tmp_path, "12", scale=0.15, units=30, active=0.4, evoked=0.9)
    onset, condition = truth["onset_frame"].values, truth["condition"].values
    within = cut_windows(truth["events"].values, onset, before=0, after=9)[..., 2:].sum(axis=2)
    expected = truth["tuning"].sel(shown_condition=condition).values
    strong = expected > np.quantile(expected, 0.99)
    # Other events are as frequent where the cell does not respond as where it does.
    others = within[expected < expected.mean() / 10].mean() * strong.sum()
    mean = expected[strong].sum() + others
    assert within[strong].sum() == pytest.approx(mean, abs=5 * np.sqrt(mean))
    assert mean > 400
    assert others < mean / 5


def test_the_blank_sweep_evokes_nothing(images):
    assert not images["tuning"].sel(shown_condition=20_000).any()


def test_cells_prefer_what_they_are_said_to_prefer():
    prefer = draw_preferences(50, np.random.default_rng(0))
    rng = np.random.default_rng(1)
    drifting = drive("drifting_gratings", prefer, None, rng)[1:].reshape(8, 5, 50)
    best = drifting.sum(axis=1).argmax(axis=0) * 45
    away = (best - prefer.orientation + 180) % 360 - 180
    assert np.abs(away).max() <= 22.5
    frequency = np.array([1, 2, 4, 8, 15])[drifting.sum(axis=0).argmax(axis=0)]
    assert np.abs(np.log2(frequency / prefer.temporal_frequency)).max() <= 0.51
    static = drive("static_gratings", prefer, None, rng)[1:].reshape(6, 5, 4, 50)
    away = (static.sum(axis=(1, 2)).argmax(axis=0) * 30 - prefer.orientation + 90) % 180 - 90
    assert np.abs(away).max() <= 15
    away = (static.sum(axis=(0, 1)).argmax(axis=0) / 4 - prefer.phase + 0.5) % 1 - 0.5
    assert np.abs(away).max() <= 0.125


def test_a_receptive_field_is_where_it_is_said_to_be():
    prefer = draw_preferences(20, np.random.default_rng(0))
    squares = 16 * 28
    spots = np.full((2 * squares, 16, 28), 127, dtype=np.uint8)
    spots.reshape(2, squares, squares)[:, range(squares), range(squares)] = [[255], [0]]
    response = drive("locally_sparse_noise", prefer, spots, np.random.default_rng(1))
    white, black = response.reshape(2, 16, 28, 20)
    assert not np.logical_and(white.any(axis=(0, 1)), black.any(axis=(0, 1))).any()
    np.testing.assert_array_equal(white.any(axis=(0, 1)), prefer.field_sign == 1)
    both = white + black
    size_y, size_x = np.array(NOISE_SHAPE_DEG) / (16, 28)
    row, column = np.unravel_index(both.reshape(squares, 20).argmax(axis=0), (16, 28))
    assert np.abs((row + 0.5) * size_y - prefer.field_y).max() <= size_y / 2
    assert np.abs((column + 0.5) * size_x - prefer.field_x).max() <= size_x / 2


def test_without_noise_the_truth_is_a_perfect_forecast(tmp_path):
    truth = simulate(tmp_path, "12", units=10, scale=0.03, noise=0.0)
    np.testing.assert_allclose(truth["ceiling_balanced_accuracy"], 1)
    np.testing.assert_allclose(truth["ceiling_f1"], 1)
    np.testing.assert_allclose(truth["ceiling_mse"], 0, atol=1e-9)
    share = truth["active"].groupby(truth["stimulus"]).mean()
    np.testing.assert_allclose(share.mean("unit"), truth["active_fraction"])


def test_noise_is_all_that_the_truth_does_not_forecast(tmp_path):
    """At rest, F0 is that of the cell but for the noise of 60 frames: the error is the noise."""
    truth = simulate(tmp_path, "12", units=10, scale=0.05, active=0.001, drift=0.0, noise=0.02)
    error = truth["ceiling_mse"].mean().item()
    assert error == pytest.approx(0.02**2, rel=0.03)
    # The mean absolute value of a Gaussian is √(2/π) of its standard deviation.
    assert truth["ceiling_mae"].mean().item() == pytest.approx(0.02 * np.sqrt(2 / np.pi), rel=0.03)


def test_ceilings_are_worse_with_more_noise(tmp_path):
    quiet, loud = (
        simulate(tmp_path / str(noise), "12", units=10, scale=0.03, noise=noise)
        for noise in (0.02, 0.1)
    )
    assert (quiet["ceiling_f1"] > loud["ceiling_f1"]).all()
    assert quiet["ceiling_correlation"].mean() > loud["ceiling_correlation"].mean()
    assert quiet["ceiling_smape"].mean() < loud["ceiling_smape"].mean()


def test_truth_names_its_session_and_settings(tmp_path):
    truth = simulate(tmp_path, "14", units=2)
    assert truth.attrs["session_id"] == "14"
    assert AllenTwin.model_validate_json(truth.attrs["settings"]).units == 2
    assert truth["shown_stimulus"].values.tolist() == [
        "locally_sparse_noise_4deg",
        "locally_sparse_noise_8deg",
    ]

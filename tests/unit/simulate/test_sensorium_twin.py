"""A simulated scan has the archive's files, and its truth is what its responses were drawn from."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from neurodag.archives.sensorium.read import read_session
from neurodag.config.archives.sensorium import SensoriumReader, SensoriumTwin
from neurodag.metrics.responses import feve, single_trial_correlation
from neurodag.simulate import save_truth
from neurodag.simulate.sensorium import simulate_sensorium

SMALL = SensoriumTwin(
    units=4, train_images=6, validation_images=2, test_images=2, repeats=2, image_size=(6, 8)
)
MEDIUM = SensoriumTwin(
    units=150,
    train_images=100,
    validation_images=10,
    test_images=40,
    repeats=8,
    image_size=(18, 32),
)


@pytest.fixture(scope="module")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> tuple[xr.Dataset, xr.Dataset]:
    """Session and truth of one scan."""
    folder = tmp_path_factory.mktemp("archive")
    truth = simulate_sensorium(folder, "1-2-3", MEDIUM)
    return read_session(folder, "1-2-3", SensoriumReader()), truth


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize("zipped", [False, True])
def test_same_settings_and_id_give_the_same_bytes(tmp_path, zipped):
    settings = SMALL.model_copy(update={"zipped": zipped})
    for name in ("first", "second"):
        truth = simulate_sensorium(tmp_path / name, "1-2-3", settings)
        save_truth(truth, tmp_path / name / "truth.nc")
    assert contents(tmp_path / "first") == contents(tmp_path / "second")


def test_other_ids_and_seeds_give_other_scans(tmp_path):
    first = simulate_sensorium(tmp_path, "1-2-3", SMALL)
    for session_id, seed in (("1-2-4", 0), ("1-2-3", 1)):
        settings = SMALL.model_copy(update={"seed": seed})
        other = simulate_sensorium(tmp_path, session_id, settings)
        assert not np.allclose(other["field_centre"], first["field_centre"])


def test_files_are_those_of_the_archive(tmp_path):
    simulate_sensorium(tmp_path, "21067-10-18", SMALL)
    (scan,) = tmp_path.iterdir()
    assert scan.name.startswith("static21067-10-18-GrayImageNet-")
    trials = [f"{trial}.npy" for trial in range(12)]
    for kind in ("images", "responses", "behavior", "pupil_center"):
        assert sorted(file.name for file in (scan / "data" / kind).iterdir()) == sorted(trials)
        statistics = scan / "meta" / "statistics" / kind
        assert {path.name for path in statistics.iterdir()} == {"all", "stimulus_frame"}
        for stimuli in statistics.iterdir():
            names = {file.stem for file in stimuli.iterdir()}
            assert names == {"mean", "std", "median", "min", "max"}
    image = np.load(scan / "data" / "images" / "0.npy")
    assert (image.shape, image.dtype) == ((1, 6, 8), np.float32)
    assert {file.stem for file in (scan / "meta" / "trials").iterdir()} == {
        "tiers",
        "trial_idx",
        "frame_image_id",
        "frame_image_class",
        "frame_trial_ts",
    }


def test_coloured_scans_are_named_as_the_archives(tmp_path):
    simulate_sensorium(tmp_path, "1-2-3", SMALL.model_copy(update={"colour": True}))
    (scan,) = tmp_path.iterdir()
    assert scan.name.startswith("static1-2-3-ColorImageNet-")
    assert (scan / "meta" / "trials" / "colorframeprojector_image_id.npy").exists()
    assert np.load(scan / "data" / "images" / "0.npy").shape == (2, 6, 8)


def test_a_scan_replaces_an_earlier_one_of_its_name(tmp_path):
    simulate_sensorium(tmp_path, "1-2-3", SMALL.model_copy(update={"train_images": 9}))
    simulate_sensorium(tmp_path, "1-2-3", SMALL)
    assert read_session(tmp_path, "1-2-3", SensoriumReader()).sizes["trial"] == 12


def test_a_zip_replaces_an_earlier_folder(tmp_path):
    simulate_sensorium(tmp_path, "1-2-3", SMALL.model_copy(update={"train_images": 9}))
    simulate_sensorium(tmp_path, "1-2-3", SMALL.model_copy(update={"zipped": True}))
    assert read_session(tmp_path, "1-2-3", SensoriumReader()).sizes["trial"] == 12


def test_an_interrupted_scan_leaves_nothing_behind(tmp_path, monkeypatch):
    save = np.save

    def failing(file, array, **keywords):
        if str(file).endswith("pupil_center/3.npy"):
            raise KeyboardInterrupt
        save(file, array, **keywords)

    monkeypatch.setattr(np, "save", failing)
    with pytest.raises(KeyboardInterrupt):
        simulate_sensorium(tmp_path, "1-2-3", SMALL)
    assert list(tmp_path.iterdir()) == []


def test_truth_has_the_coordinates_of_the_session(simulated):
    session, truth = simulated
    for name in ("trial", "unit"):
        np.testing.assert_array_equal(truth[name], session[name])
    assert truth["expected_response"].dims == session["response"].dims
    assert truth.attrs["session_id"] == session.attrs["session_id"]


def test_tiers_are_as_large_as_asked_for(simulated):
    session, _ = simulated
    tier, count = np.unique(session["tier"], return_counts=True)
    expected = {"test": 320, "train": 100, "validation": 10}
    assert dict(zip(tier, count, strict=True)) == expected
    assert session.sizes["image"] == 150


def test_noise_has_the_mean_and_variance_that_the_truth_says(simulated):
    session, truth = simulated
    expected = truth["expected_response"].astype(float)
    event = truth["response_scale"] * MEDIUM.fano
    squared = ((session["response"] - expected) ** 2 / (event * expected)).values
    # For a gamma variable of shape k, the standardised error squared has variance 2 + 6 / k. Only
    # responses with enough expected events are asked, for the others are all but always 0.
    shape = (expected / event).values
    enough = shape > 0.1
    error = np.sqrt((2 + 6 / shape[enough]).sum()) / enough.sum()
    assert squared[enough].mean() == pytest.approx(1, abs=4 * error)
    residual = ((session["response"] - expected) / np.sqrt(event * expected)).values[enough]
    assert residual.mean() == pytest.approx(0, abs=4 / np.sqrt(enough.sum()))


def test_retinotopic_map_comes_back_from_positions_and_centres(simulated):
    session, truth = simulated
    position = session["unit_position"].values[:, :2]
    design = np.column_stack([np.ones(len(position)), position])
    fit, *_ = np.linalg.lstsq(design, truth["field_centre"].values, rcond=None)
    scatter = MEDIUM.map_scatter * MEDIUM.image_size[0]
    error = scatter * np.sqrt(np.diag(np.linalg.inv(design.T @ design)))[:, None]
    planted = np.vstack([truth["retinotopic_origin"], truth["retinotopic_map"].T])
    assert (np.abs(fit - planted) < 4 * error).all()


def test_gaze_shift_comes_from_the_published_pupil(simulated):
    session, truth = simulated
    pupil = session["behavior"].sel(behavior_variable=["pupil_center_x", "pupil_center_y"])
    shift = (pupil.values - truth["pupil_mean"].values) @ truth["gaze_matrix"].values.T
    np.testing.assert_allclose(truth["gaze_shift"], shift, atol=1e-4)
    wanted = MEDIUM.gaze_spread * MEDIUM.image_size[0]
    assert truth["gaze_shift"].std("trial").values == pytest.approx(wanted, rel=0.3)


def test_aroused_units_answer_as_much_more_as_planted(tmp_path):
    settings = MEDIUM.model_copy(update={"gaze_spread": 0.0, "fano": 1e-4, "train_images": 10})
    truth = simulate_sensorium(tmp_path, "1-2-3", settings)
    session = read_session(tmp_path, "1-2-3", SensoriumReader())
    test = (session["tier"] == "test").values
    first, second = [], []
    for image in np.unique(session["image_index"][test]):
        trials = np.flatnonzero(session["image_index"] == image)
        first.append(trials[0])
        second.append(trials[1])
    # Two trials of one picture differ by arousal alone.
    ratio = np.log(session["response"].values[second] / session["response"].values[first])
    difference = np.diff([truth["arousal"].values[first], truth["arousal"].values[second]], axis=0)
    planted = difference.T * truth["arousal_weight"].values
    assert np.median(np.abs(ratio - planted)) < 0.03


def test_ceilings_are_the_scores_of_the_true_responses(simulated):
    session, truth = simulated
    test = (session["tier"] == "test").values
    expected, response = (
        each.values[test] for each in (truth["expected_response"], session["response"])
    )
    image = session["image_index"].values[test]
    np.testing.assert_array_equal(
        truth["single_trial_correlation"], single_trial_correlation(expected, response)
    )
    np.testing.assert_array_equal(truth["feve"], feve(expected, response, image, -np.inf))


@pytest.mark.parametrize(
    "score", ["single_trial_correlation", "correlation_to_average", "explainable_variance"]
)
def test_measured_ceilings_agree_with_theory(simulated, score):
    _, truth = simulated
    difference = (truth[score] - truth[f"{score}_theory"]).values
    error = difference.std() / np.sqrt(len(difference))
    # A correlation of n pairs is biased by (1 - r²) / 2n of itself at most.
    bias = 1 / (2 * MEDIUM.test_images)
    assert abs(difference.mean()) < 4 * error + bias


def test_feve_of_the_truth_is_one_where_nothing_but_pictures_drives(tmp_path):
    settings = MEDIUM.model_copy(update={"gaze_spread": 0.0, "arousal_strength": 0.0})
    truth = simulate_sensorium(tmp_path, "1-2-3", settings)
    np.testing.assert_allclose(truth["feve_theory"], 1, rtol=1e-9)
    explainable = truth["explainable_variance_theory"].values > 0.15
    scores = truth["feve"].values[explainable]
    error = scores.std() / np.sqrt(len(scores))
    assert scores.mean() == pytest.approx(1, abs=4 * error)


def test_ceilings_are_known_where_test_responses_are_withheld(tmp_path):
    settings = SMALL.model_copy(update={"final_test_images": 2})
    truth = simulate_sensorium(tmp_path, "1-2-3", settings)
    open_scan = simulate_sensorium(tmp_path, "1-2-4", SMALL)
    assert truth.sizes["trial"] == 8
    assert truth["single_trial_correlation"].dims == open_scan["single_trial_correlation"].dims
    assert np.isfinite(truth["single_trial_correlation"]).all()

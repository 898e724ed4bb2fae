"""A scan becomes the session that its files say, from a folder or a zip."""

import shutil
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
import torch
import xarray as xr

from neurodag.archives.sensorium.pictures import bilinear
from neurodag.sessions import add_split, open_session, save_session, trials_of
from tests.unit.archives.sensorium import SCAN_ID, load, read, stacked, trial_table, write_scan


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return write_scan(tmp_path)


@pytest.fixture
def colour(tmp_path: Path) -> Path:
    return write_scan(tmp_path, colour=True)


def repack(scan: Path, target: Path, prefix: str) -> None:
    """A zip of a scan's folder, each member's name after `prefix`."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in scan.rglob("*.npy"):
            archive.write(file, f"{prefix}{file.relative_to(scan).as_posix()}")
        archive.writestr(f"__MACOSX/{prefix}meta/trials/._tiers.npy", b"nothing")


def test_every_trial_has_its_picture_response_and_behaviour(scan):
    session = read(scan.parent)
    shown = session["image"].values[session["image_index"].values]
    np.testing.assert_array_equal(shown, stacked(scan, "images"))
    np.testing.assert_array_equal(session["response"], stacked(scan, "responses"))
    behavior = np.hstack([stacked(scan, "behavior"), stacked(scan, "pupil_center")])
    np.testing.assert_array_equal(session["behavior"], behavior)
    assert session["behavior_variable"].values.tolist() == [
        "pupil_dilation",
        "pupil_dilation_derivative",
        "running_speed",
        "pupil_center_x",
        "pupil_center_y",
    ]


def test_trials_keep_their_file_number_tier_and_rank(scan):
    session = read(scan.parent)
    np.testing.assert_array_equal(session["trial"], np.arange(12))
    np.testing.assert_array_equal(session["tier"], trial_table(scan, "tiers"))
    np.testing.assert_array_equal(session["trial_idx"], trial_table(scan, "trial_idx"))
    ids = session["image_id"].values[session["image_index"].values]
    np.testing.assert_array_equal(ids, trial_table(scan, "frame_image_id"))


def test_units_have_their_ids_positions_and_layers(scan):
    session = read(scan.parent)
    neurons = scan / "meta" / "neurons"
    np.testing.assert_array_equal(session["unit"], load(neurons / "unit_ids.npy"))
    position = load(neurons / "cell_motor_coordinates.npy")
    np.testing.assert_array_equal(session["unit_position"], position)
    assert session["unit_position"].attrs["units"] == "um"
    assert set(session["area"].values) == {"V1"}
    assert set(session["layer"].values) == {"L2/3"}


def test_a_picture_is_stored_once_and_in_bytes_where_it_is_of_bytes(scan):
    session = read(scan.parent)
    assert session.sizes["image"] == 10
    assert session["image"].dtype == np.uint8
    assert stacked(scan, "images").dtype == np.float32


def test_pictures_of_other_numbers_keep_them(scan):
    file = scan / "data" / "images" / "11.npy"
    pixels = load(file)
    test = np.flatnonzero(
        trial_table(scan, "frame_image_id") == trial_table(scan, "frame_image_id")[11]
    )
    for trial in test:
        np.save(scan / "data" / "images" / f"{trial}.npy", pixels + np.float32(0.25))
    session = read(scan.parent)
    assert session["image"].dtype == np.float32
    shown = session["image"].values[session["image_index"].values]
    np.testing.assert_array_equal(shown, stacked(scan, "images"))


def test_the_session_says_what_it_is(scan):
    assert read(scan.parent).attrs == {
        "modality": "images",
        "dataset": "sensorium",
        "subject": "21067",
        "session_id": SCAN_ID,
        "species": "Mus musculus",
        "source": scan.name,
        "license": "unknown",
        "withheld_trials": 0,
        "statistics": "published",
    }


def test_the_split_is_the_tier(scan, tmp_path):
    save_session(read(scan.parent), tmp_path / "session.nc")
    session = add_split(open_session(tmp_path / "session.nc", "images"), seed=0)
    tier = trial_table(scan, "tiers")
    for part in ("train", "validation", "test"):
        assert trials_of(session, part).tolist() == np.flatnonzero(tier == part).tolist()


@pytest.mark.parametrize("prefix", ["{name}/", "", "deep/{name}/"])
def test_a_zip_gives_the_session_of_its_folder(scan, tmp_path, prefix):
    zipped = tmp_path / "zips" / f"{scan.name}.zip"
    zipped.parent.mkdir()
    repack(scan, zipped, prefix.format(name=scan.name))
    xr.testing.assert_identical(read(zipped.parent), read(scan.parent))
    assert [path.name for path in zipped.parent.iterdir()] == [zipped.name]


def test_text_may_be_stored_as_bytes_and_behaviour_as_a_row(scan):
    expected = read(scan.parent)
    tiers = scan / "meta" / "trials" / "tiers.npy"
    np.save(tiers, load(tiers).astype("S"))
    for file in (scan / "data" / "behavior").iterdir():
        np.save(file, load(file)[None])
    xr.testing.assert_identical(read(scan.parent), expected)


def test_two_classes_may_number_their_pictures_alike(scan):
    folder = scan / "meta" / "trials"
    ids, tier = trial_table(scan, "frame_image_id"), trial_table(scan, "tiers")
    first = ids[tier == "train"][0]
    other = np.flatnonzero(ids != first)
    np.save(folder / "frame_image_class.npy", np.where(ids == first, "grey", "coloured"))
    np.save(folder / "frame_image_id.npy", np.where(ids == first, ids[other[0]], ids))
    session = read(scan.parent)
    assert session.sizes["image"] == 10
    shown = session["image"].values[session["image_index"].values]
    np.testing.assert_array_equal(shown, stacked(scan, "images"))


def test_statistics_are_the_archives(scan):
    session = read(scan.parent)
    folder = scan / "meta" / "statistics"
    for what in ("mean", "std"):
        published = {kind: load(folder / kind / "all" / f"{what}.npy") for kind in _KINDS}
        np.testing.assert_array_equal(session[f"image_{what}"], [published["images"]])
        np.testing.assert_array_equal(session[f"response_{what}"], published["responses"])
        behavior = np.concatenate([published["behavior"], published["pupil_center"]])
        np.testing.assert_array_equal(session[f"behavior_{what}"], behavior)


_KINDS = ("images", "responses", "behavior", "pupil_center")


@pytest.mark.parametrize("settings", [{}, {"image_size": (3, 4)}])
def test_statistics_that_are_missing_are_computed_from_the_training_trials(scan, settings):
    published = read(scan.parent, **settings)
    for kind in ("images", "responses", "pupil_center"):
        (scan / "meta" / "statistics" / kind / "all").rename(scan / kind)
    computed = read(scan.parent, **settings)
    assert computed.attrs["statistics"] == (
        "computed from the training trials for images, responses, pupil_center"
    )
    for name in ("image", "response", "behavior"):
        for what in ("mean", "std"):
            np.testing.assert_allclose(
                computed[f"{name}_{what}"], published[f"{name}_{what}"], rtol=1e-6
            )


def test_pictures_are_shrunk_as_by_pytorch(scan):
    images = torch.from_numpy(stacked(scan, "images"))
    theirs = torch.nn.functional.interpolate(images, (4, 3), mode="bilinear").numpy()
    session = read(scan.parent, image_size=(4, 3))
    ours = session["image"].values[session["image_index"].values]
    np.testing.assert_allclose(ours, theirs, rtol=1e-5)


@pytest.mark.parametrize(("size", "new_size"), [(144, 36), (256, 64), (7, 5), (5, 9), (1, 3)])
def test_interpolation_weights_are_pytorchs(size, new_size):
    unit = torch.eye(size)[:, None]
    theirs = torch.nn.functional.interpolate(unit, new_size, mode="linear")[:, 0].T.numpy()
    np.testing.assert_allclose(bilinear(size, new_size), theirs, atol=1e-5)


def test_grey_is_the_mean_of_the_standardised_channels(colour):
    both, grey = read(colour.parent), read(colour.parent, channels="grey")
    assert (both.sizes["channel"], grey.sizes["channel"]) == (2, 1)
    channels = (stacked(colour, "images") - both["image_mean"].values[:, None, None]) / (
        both["image_std"].values[:, None, None]
    )
    standardised = (grey["image"] - grey["image_mean"]) / grey["image_std"]
    np.testing.assert_allclose(
        standardised.transpose("image", "channel", "y", "x").values[grey["image_index"].values],
        channels.mean(axis=1, keepdims=True),
        rtol=1e-4,
        atol=1e-5,
    )


def test_trials_of_a_competition_without_published_responses_are_left_out(tmp_path):
    scan = write_scan(tmp_path, final_test_images=3)
    session = read(tmp_path)
    assert session.attrs["withheld_trials"] == (2 + 3) * 2
    assert set(session["tier"].values) == {"train", "validation"}
    published = np.flatnonzero(np.isin(trial_table(scan, "tiers"), ["train", "validation"]))
    np.testing.assert_array_equal(session["trial"], published)
    np.testing.assert_array_equal(session["response"], stacked(scan, "responses")[published])
    shown = session["image"].values[session["image_index"].values]
    np.testing.assert_array_equal(shown, stacked(scan, "images")[published])
    assert session["trial_idx"].dtype.kind == "U", "the order is hidden behind hashes"


def test_behaviour_of_zeros_is_none(tmp_path):
    write_scan(tmp_path, behaviour=False)
    session = read(tmp_path)
    assert "behavior" not in session
    assert "behavior_mean" not in session


def test_what_an_archive_need_not_have_is_left_out(scan):
    whole = read(scan.parent)
    for name in ("neurons/area", "neurons/animal_ids", "trials/trial_idx"):
        (scan / "meta" / f"{name}.npy").unlink()
    (scan / "meta" / "trials" / "frame_image_class.npy").unlink()
    session = read(scan.parent)
    assert session.attrs["subject"] == "unknown"
    left_out = whole.drop_vars(["area", "trial_idx", "image_class"])
    xr.testing.assert_identical(session, left_out.assign_attrs(subject="unknown"))


def test_behaviour_that_was_not_recorded_is_none(scan):
    for kind in ("behavior", "pupil_center"):
        shutil.rmtree(scan / "data" / kind)
    assert "behavior" not in read(scan.parent)


def test_reading_takes_about_twice_the_memory_of_the_session(tmp_path):
    write_scan(tmp_path, train_images=60, image_size=(144, 256), zipped=True)
    read(tmp_path)  # what is imported on the first call does not count
    tracemalloc.start()
    session = read(tmp_path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.2 * session.nbytes

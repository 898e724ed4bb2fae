"""A damaged scan is refused in a sentence that names the file."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from neurodag.errors import ArchiveError
from tests.unit.archives.sensorium import SCAN_ID, load, read, trial_table, write_scan


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    return write_scan(tmp_path)


def change(name: str, how: Callable[[np.ndarray], np.ndarray]) -> Callable[[Path], None]:
    """Replaces the array of a file."""

    def apply(scan: Path) -> None:
        np.save(scan / name, how(load(scan / name)))

    return apply


def remove(name: str) -> Callable[[Path], None]:
    return lambda scan: (scan / name).unlink()


def with_nan(array: np.ndarray) -> np.ndarray:
    array.flat[1] = np.nan
    return array


def pickled(scan: Path) -> None:
    np.save(scan / "meta/trials/tiers.npy", np.array([{}], dtype=object), allow_pickle=True)


DAMAGES = {
    "missing response": (
        remove("data/responses/3.npy"),
        r"data/responses/3\.npy is missing: .*12 trials, which need one file each",
    ),
    "missing pupil": (remove("data/pupil_center/11.npy"), r"pupil_center/11\.npy is missing"),
    "one trial too many": (
        lambda scan: shutil.copy(scan / "data/images/0.npy", scan / "data/images/12.npy"),
        r"data/images/12\.npy belongs to no trial",
    ),
    "NaN response": (
        change("data/responses/3.npy", with_nan),
        r"data/responses/3\.npy has 1 values that are not finite",
    ),
    "NaN pixel": (change("data/images/5.npy", with_nan), r"data/images/5\.npy has 1 values"),
    "NaN behaviour": (change("data/behavior/5.npy", with_nan), r"data/behavior/5\.npy has 1 val"),
    "short response": (
        change("data/responses/3.npy", lambda values: values[:-1]),
        r"data/responses/3\.npy holds float32 of the shape \(3,\), but must hold 4 values",
    ),
    "response of another dtype": (
        change("data/responses/3.npy", lambda values: values.astype(">f4")),
        r"data/responses/3\.npy holds >f4 .* 4 values of float32",
    ),
    "response of text": (
        change("data/responses/3.npy", lambda values: values.astype(str)),
        r"data/responses/3\.npy is stored as <U\d+, but must hold real numbers or integers",
    ),
    "picture of another size": (
        change("data/images/5.npy", lambda image: image[:, 1:]),
        r"data/images/5\.npy holds float32 of the shape \(1, 5, 8\), but a picture of this scan is",
    ),
    "picture without channels": (
        change("data/images/5.npy", lambda image: image[0]),
        r"data/images/5\.npy has 2 dimensions",
    ),
    "no units": (
        change("meta/neurons/unit_ids.npy", lambda ids: ids[:0]),
        r"meta/neurons/unit_ids\.npy lists no units",
    ),
    "a unit twice": (
        change("meta/neurons/unit_ids.npy", np.zeros_like),
        r"variable unit has the value 0 at unit 1 .* must be unique",
    ),
    "positions of other units": (
        change("meta/neurons/cell_motor_coordinates.npy", lambda position: position[:3]),
        r"cell_motor_coordinates\.npy has the shape \(3, 3\), but must have \(4, 3\)",
    ),
    "areas of other units": (
        change("meta/neurons/area.npy", lambda area: area[:3]),
        r"meta/neurons/area\.npy has 3 entries, but must have 4, one for each unit",
    ),
    "area that is no text": (
        change("meta/neurons/area.npy", lambda area: np.full(4, b"\xff")),
        r"meta/neurons/area\.npy holds bytes that are no text",
    ),
    "two animals": (
        change("meta/neurons/animal_ids.npy", lambda ids: np.arange(4)),
        r"animal_ids\.npy names 4 animals",
    ),
    "no trials": (
        lambda scan: [
            change("meta/trials/tiers.npy", lambda tiers: tiers[:0])(scan),
            shutil.rmtree(scan / "data"),
        ],
        "holds no trial whose responses are published",
    ),
    "unknown tier": (
        change("meta/trials/tiers.npy", lambda tiers: np.where(tiers == "test", "tset", tiers)),
        r"tiers\.npy has the tier 'tset' at trial \d+, but a tier is one of train, validation",
    ),
    "pickled tiers": (pickled, r"tiers\.npy cannot be read as a \.npy file"),
    "no image ids": (
        remove("meta/trials/frame_image_id.npy"),
        r"meta/trials must hold one file frame_image_id\.npy or .*, but holds neither",
    ),
    "grey and coloured image ids": (
        lambda scan: shutil.copy(
            scan / "meta/trials/frame_image_id.npy",
            scan / "meta/trials/colorframeprojector_image_id.npy",
        ),
        "but holds both",
    ),
    "image ids of other trials": (
        change("meta/trials/frame_image_id.npy", lambda ids: ids[:-1]),
        r"frame_image_id\.npy has 11 entries, but must have 12, one for each trial",
    ),
    "half of the statistics": (
        remove("meta/statistics/responses/all/mean.npy"),
        r"meta/statistics/responses/all/mean\.npy is missing",
    ),
    "statistics of other units": (
        change("meta/statistics/responses/all/std.npy", lambda std: std[:-1]),
        r"responses/all/std\.npy has 3 values, but must have 4",
    ),
    "negative deviation": (
        change("meta/statistics/images/all/std.npy", np.negative),
        r"images/all/std\.npy has the standard deviation -\d.*none is below 0",
    ),
}


@pytest.mark.parametrize(("damage", "message"), DAMAGES.values(), ids=DAMAGES)
def test_damage_is_told_with_the_file(scan, damage, message):
    damage(scan)
    with pytest.raises(ArchiveError, match=message):
        read(scan.parent)


def test_one_image_id_with_two_pictures_names_both_files(scan):
    ids = trial_table(scan, "frame_image_id")
    repeated = next(name for name in ids if (ids == name).sum() == 2)
    first, second = np.flatnonzero(ids == repeated)
    change(f"data/images/{second}.npy", lambda image: image + 1)(scan)
    message = rf"images/{first}\.npy and .*images/{second}\.npy hold different.* image {repeated}"
    with pytest.raises(ArchiveError, match=message):
        read(scan.parent)


def test_a_picture_in_two_tiers_is_refused(scan):
    ids, tier = trial_table(scan, "frame_image_id"), trial_table(scan, "tiers")
    first = np.flatnonzero(ids == ids[tier == "test"][0])[0]
    tier[first] = "train"
    np.save(scan / "meta" / "trials" / "tiers.npy", tier)
    with pytest.raises(ArchiveError, match=r"tier .* must be the same .* wherever image_index is"):
        read(scan.parent)


def test_statistics_cannot_be_computed_without_training_trials(scan):
    keep = np.flatnonzero(trial_table(scan, "tiers") == "test")
    change("meta/trials/tiers.npy", lambda tiers: np.full(12, "validation"))(scan)
    shutil.rmtree(scan / "meta" / "statistics" / "responses")
    assert len(keep) == 4
    with pytest.raises(ArchiveError, match=r"statistics/responses/all is missing, and with 0 tria"):
        read(scan.parent)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 and no more"])
def test_a_file_that_is_no_zip_is_refused(tmp_path, content):
    (tmp_path / f"static{SCAN_ID}.zip").write_bytes(content)
    with pytest.raises(ArchiveError, match=rf"static{SCAN_ID}\.zip cannot be read as a zip"):
        read(tmp_path)


def test_a_zip_without_a_scan_is_refused(tmp_path):
    shutil.make_archive(str(tmp_path / f"static{SCAN_ID}"), "zip", tmp_path)
    with pytest.raises(ArchiveError, match="it is not the zip of a scan"):
        read(tmp_path)

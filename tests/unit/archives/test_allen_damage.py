"""Damaged files of the Brain Observatory are refused in a sentence, never misread.

HDF5 of this age has no checksums: a byte that flips in the data cannot be noticed, and one that
flips in the inner addresses of the file may stop the HDF5 library itself. The mutations below are
those that can be told: of length, of names, of shapes, of what is there at all.
"""

import h5py
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.archives.allen.files import FOLDER, session_files
from neurodag.archives.allen.read import read_session
from neurodag.config.archives.allen import AllenReader
from neurodag.errors import ArchiveError, NeurodagError
from neurodag.sessions import validate
from tests.unit.archives.allen_twin import read, simulate

PIPELINE = "processing/brain_observatory_pipeline"
PLANE = f"{PIPELINE}/Fluorescence/imaging_plane_1"


@pytest.fixture
def experiment(tmp_path):
    return simulate(tmp_path)[0]


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A file, its bytes, and the session that is in it."""
    file, _ = simulate(tmp_path_factory.mktemp("archive"))
    return file, file.read_bytes(), read(file)


def test_an_empty_archive_holds_no_experiment(tmp_path):
    with pytest.raises(ArchiveError, match=r"does not hold the experiment 1001.*its 0 exp"):
        session_files(tmp_path, "1001")


@pytest.mark.parametrize(
    ("session_id", "hint"),
    [("1003", True), ("10022", True), ("../1002", True), ("mäuse", False), ("", False)],
)
def test_no_other_experiment_is_given(experiment, session_id, hint):
    with pytest.raises(ArchiveError, match="does not hold the experiment") as error:
        session_files(experiment.parents[1], session_id)
    assert ("Did you mean '1002'?" in str(error.value)) == hint


def test_an_experiment_is_its_one_file(experiment):
    assert session_files(experiment.parents[1], "1002") == [experiment]


def test_a_file_by_the_name_of_another_experiment_is_refused(experiment):
    experiment.rename(experiment.with_name("7.nwb"))
    with pytest.raises(ArchiveError, match=r"general/session_id is '1002', .* must say '7'"):
        read_session(experiment.parents[1], "7", AllenReader())


def test_a_file_in_a_folder_with_a_name_in_another_script(tmp_path):
    file, truth = simulate(tmp_path / "Мыши 🐭")
    np.testing.assert_array_equal(read(file)["unit"], truth["unit"])


def test_a_file_that_is_not_hdf5_is_refused(experiment):
    experiment.write_text("<html>404</html>")
    with pytest.raises(ArchiveError, match=r"1002.nwb: the file cannot be read as HDF5 .*Download"):
        read(experiment)


def test_nwb_2_is_refused(experiment):
    with h5py.File(experiment, "a") as file:
        file.attrs["nwb_version"] = "2.6.0"
    with pytest.raises(ArchiveError, match=r"NWB file of version 2.6.0.* of the kind nwb"):
        read(experiment)


REPLACED = {
    "general/session_type": (b"three_session_D", "session_type is 'three_session_D', but must be"),
    "general/generated_by": (np.array([b"version", b"4.0"]), "pipeline version '4.0'.* 0.9 to 3.x"),
    f"{PLANE}/timestamps": (np.array([0.0, np.nan, 1.0]), "timestamps .* not finite"),
    f"{PLANE}_demixed_signal/data": (np.zeros((4, 9)), r"shape \(4, 9\), but must have \(4, \d+\)"),
    f"{PLANE}_neuropil_response/data": (np.zeros((3, 9)), r"neuropil_response/data has the shape"),
    f"{PLANE}_neuropil_response/r": (np.zeros(5), r"r has the shape \(5,\), but must have \(4,\)"),
    f"{PIPELINE}/BehavioralTimeSeries/running_speed/data": (np.zeros(3), "they must be as many"),
    f"{PIPELINE}/ImageSegmentation/cell_specimen_ids": (np.arange(5), r"must have \(5, \d+\)"),
    "stimulus/presentation/natural_scenes_stimulus/data": (b"scenes", "must be an array of numb"),
}


@pytest.mark.parametrize("field", REPLACED)
def test_a_wrong_field_is_refused_by_its_name(experiment, field):
    value, message = REPLACED[field]
    with h5py.File(experiment, "a") as file:
        del file[field]
        file[field] = value
    with pytest.raises(ArchiveError, match=message) as error:
        read(experiment)
    assert str(experiment) in str(error.value)


@pytest.mark.parametrize(
    "field",
    ["general/session_id", f"{PLANE}/timestamps", f"{PLANE}_neuropil_response/r"],
)
def test_a_missing_field_is_refused_by_its_name(experiment, field):
    with h5py.File(experiment, "a") as file:
        del file[field]
    with pytest.raises(ArchiveError, match=f"1002.nwb has no dataset {field}"):
        read(experiment)


def test_a_misspelled_field_is_pointed_out(experiment):
    with h5py.File(experiment, "a") as file:
        file.move("general/session_type", "general/session_typ")
    with pytest.raises(ArchiveError, match=r"general/session_type\. Did you mean 'session_typ'\?"):
        read(experiment)


def test_no_units_is_refused(experiment):
    with h5py.File(experiment, "a") as file:
        for name in ("cell_specimen_ids", "roi_ids"):
            del file[f"{PIPELINE}/ImageSegmentation/{name}"]
            file[f"{PIPELINE}/ImageSegmentation/{name}"] = np.zeros(0, dtype=int)
    with pytest.raises(ArchiveError, match="must be at least one unit"):
        read(experiment)


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_any_damage_is_refused_or_harmless(whole, data):
    file, content, session = whole
    kind = data.draw(st.sampled_from(["truncate", "signature", "rename", "delete", "resize"]))
    file.write_bytes(content)
    if kind == "truncate":
        file.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
    elif kind == "signature":
        place = data.draw(st.integers(0, 12))  # format signature and versions
        flipped = content[place] ^ 1 << data.draw(st.integers(0, 7))
        file.write_bytes(content[:place] + bytes([flipped]) + content[place + 1 :])
    else:
        with h5py.File(file, "a") as opened:
            fields: list[str] = []
            opened.visititems(
                lambda name, found: fields.append(name) if isinstance(found, h5py.Dataset) else None
            )
            field = data.draw(st.sampled_from(fields))
            if kind == "rename":
                opened.move(field, field + "x")
            else:
                values = np.atleast_1d(opened[field][()])
                del opened[field]
                if kind == "resize":
                    cut = data.draw(st.integers(0, len(values) - 1))
                    opened[field] = np.concatenate([values[:cut], values, values[cut:]])[1:]
    try:
        found = read(file)
    except NeurodagError:
        return
    validate(found, "session")
    assert found.sizes == session.sizes
    for name in ("fluorescence", "onset_frame", "condition", "epoch"):
        np.testing.assert_array_equal(found[name], session[name])


def test_a_leftover_of_another_kind_is_no_experiment(tmp_path):
    (tmp_path / FOLDER / "1002.nwb").mkdir(parents=True)
    with pytest.raises(ArchiveError, match="does not hold the experiment 1002"):
        session_files(tmp_path, "1002")

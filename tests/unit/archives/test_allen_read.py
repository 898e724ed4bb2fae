"""What was planted in a twin of the Brain Observatory comes back as a session."""

import tracemalloc

import h5py
import numpy as np
import pytest

from neurodag.errors import ArchiveError
from neurodag.sessions import add_split, save_session, validate
from tests.unit.archives.allen_twin import read, simulate

PIPELINE = "processing/brain_observatory_pipeline"
PLANE = f"{PIPELINE}/Fluorescence/imaging_plane_1"


@pytest.fixture
def experiment(tmp_path):
    return simulate(tmp_path)[0]


@pytest.mark.parametrize("session_type", ["A", "B", "C", "C2"])
@pytest.mark.parametrize("pipeline_version", ["1.0", "2.0"])
def test_presentations_and_fluorescence_come_back(tmp_path, session_type, pipeline_version):
    file, truth = simulate(tmp_path, session_type, pipeline_version=pipeline_version, noise=0.0)
    session = read(file)
    validate(session, "session")
    for name in ("onset_frame", "end_frame", "condition", "epoch", "stimulus", "unit", "time"):
        np.testing.assert_array_equal(session[name], truth[name], err_msg=name)
    assert session["fluorescence"].dtype == np.float32
    # Sums and products of three 32-bit numbers below 2¹⁴: a few times half their last place.
    assert truth["fluorescence"].max() < 2**13
    np.testing.assert_allclose(session["fluorescence"], truth["fluorescence"], atol=4 * 2**-10)


def test_both_pipelines_give_the_same_session(tmp_path):
    old, new = (
        read(simulate(tmp_path / version, "A", pipeline_version=version)[0])
        for version in ("1.0", "3.0")
    )
    assert old.attrs.pop("pipeline_version") == "1.0"
    assert new.attrs.pop("pipeline_version") == "3.0"
    assert old.identical(new)


def test_what_is_around_the_cell_is_taken_out(tmp_path):
    file, truth = simulate(tmp_path, neuropil=1.0)
    noise = read(file)["fluorescence"] - truth["fluorescence"]
    relative = noise.std("frame") / truth["resting_fluorescence"]
    n = noise.sizes["frame"]
    np.testing.assert_allclose(relative, 0.05, rtol=5 / np.sqrt(2 * n))  # 5 standard errors
    np.testing.assert_allclose(
        noise.mean("frame") / truth["resting_fluorescence"], 0, atol=5 * 0.05 / np.sqrt(n)
    )


def test_conditions_can_be_looked_up(experiment):
    session = read(experiment).swap_dims(presentation="condition").set_xindex("condition")
    shown = session.sel(condition=session["stimulus"].values == "static_gratings")
    number = shown["condition"].values - 20_000 - 1
    assert (number >= -1).all()
    orientation = np.where(number < 0, np.nan, number // 20 * 30)
    np.testing.assert_array_equal(shown["orientation"], orientation)
    np.testing.assert_allclose(shown["phase"], np.where(number < 0, np.nan, number % 4 / 4))
    scenes = session.sel(condition=session["stimulus"].values == "natural_scenes")
    assert np.isnan(scenes["orientation"]).all()


def test_attributes_tell_of_the_experiment(experiment):
    attributes = read(experiment).attrs
    expected = {
        "session_id": "1002",
        "container_id": "1000",
        "subject": "twin-1000",
        "session_type": "three_session_B",
        "targeted_structure": "VISp",
        "imaging_depth_um": 175,
        "cre_line": "simulated",
        "indicator": "GCaMP6f",
        "stimuli_not_read": "natural_movie_one, spontaneous",
        "gaps_not_cut": "none",
        "units_left_out": "none",
        "presentations_left_out": 0,
    }
    assert expected.items() <= attributes.items()
    assert attributes["frame_rate_hz"] == pytest.approx(30)


def test_a_session_can_be_split_and_saved_with_the_same_bytes(experiment, tmp_path):
    saved = []
    for name in ("a.nc", "b.nc"):
        session = add_split(read(experiment), seed=0, fractions=(2 / 3, 0, 1 / 3), order="blocks")
        save_session(session, tmp_path / name)
        saved.append((tmp_path / name).read_bytes())
    assert saved[0] == saved[1]
    tested = session["epoch"].values[session["split"].values == 2]
    stimulus = session["stimulus"].values
    last = {name: session["epoch"].values[stimulus == name].max() for name in set(stimulus)}
    assert set(tested) == set(last.values())


def test_memory_stays_near_the_size_of_the_session(tmp_path):
    file, _ = simulate(tmp_path, units=64, scale=0.03)
    tracemalloc.start()
    session = read(file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert session["fluorescence"].nbytes > 1e6
    assert peak < 2.2 * session.nbytes


def test_units_go_by_their_cells_and_else_by_their_masks(experiment):
    ids = f"{PIPELINE}/ImageSegmentation/cell_specimen_ids"
    assert read(experiment)["unit"].attrs["long_name"] == "cell_specimen_ids"
    for unusable in ([517, 517, 3, 4], [1, -1, 2, 3], [1.0, np.nan, 2.0, 3.0]):
        with h5py.File(experiment, "a") as file:
            del file[ids]
            file[ids] = unusable
        session = read(experiment)
        assert session["unit"].values.tolist() == [0, 1, 2, 3]
        assert session["unit"].attrs["long_name"] == "roi_ids"
    with h5py.File(experiment, "a") as file:
        del file[ids], file[f"{PIPELINE}/ImageSegmentation/roi_ids"]
        file[f"{PIPELINE}/ImageSegmentation/roi_ids"] = np.array(["a", "b", "ç", "d"], dtype=object)
    assert read(experiment)["unit"].values.tolist() == ["a", "b", "ç", "d"]


def test_a_unit_with_gaps_is_left_out_and_named(experiment):
    whole = read(experiment)
    with h5py.File(experiment, "a") as file:
        file[f"{PLANE}_demixed_signal/data"][1, 100] = np.nan
        file[f"{PLANE}_neuropil_response/r"][3] = np.inf
    session = read(experiment)
    kept = whole.isel(unit=[0, 2])
    np.testing.assert_array_equal(session["fluorescence"], kept["fluorescence"])
    np.testing.assert_array_equal(session["unit"], kept["unit"])
    left_out = whole["unit"].values[[1, 3]]
    assert session.attrs["units_left_out"] == f"{left_out[0]}, {left_out[1]}"
    with h5py.File(experiment, "a") as file:
        file[f"{PLANE}_neuropil_response/r"][:] = np.nan
    with pytest.raises(ArchiveError, match=r"no unit has finite values in all frames of .*/r"):
        read(experiment)


def test_presentations_after_the_recording_are_left_out_and_counted(experiment):
    whole = read(experiment)
    with h5py.File(experiment, "a") as file:
        frames = file["stimulus/presentation/natural_scenes_stimulus/frame_duration"]
        frames[-2:] += 100_000
    session = read(experiment)
    lost = session.attrs["presentations_left_out"]
    assert lost in (1, 2)  # a blank scene is none
    assert session.sizes["presentation"] == whole.sizes["presentation"] - lost
    with h5py.File(experiment, "a") as file:
        for name in ("natural_scenes_stimulus", "static_gratings_stimulus"):
            file[f"stimulus/presentation/{name}/frame_duration"][:] += 200_000
    with pytest.raises(ArchiveError, match=r"begin after the last of the .* frames"):
        read(experiment)


def test_running_speed_is_put_at_its_frames(experiment):
    speed = f"{PIPELINE}/BehavioralTimeSeries/running_speed"
    with h5py.File(experiment, "a") as file:
        measured, at = file[f"{speed}/data"][()], file[f"{speed}/timestamps"][()]
        del file[speed]
        file[f"{speed}/data"] = measured[10:-5, None]  # pipeline 0.9 has a column
        file[f"{speed}/timestamps"] = at[10:-5] + 0.01
    found = read(experiment)["running_speed"].values
    np.testing.assert_array_equal(found[10:-5], measured[10:-5])
    assert np.isnan(found[:10]).all()
    assert np.isnan(found[-5:]).all()
    with h5py.File(experiment, "a") as file:
        del file[speed]
    assert "running_speed" not in read(experiment)


def test_the_oldest_files_name_no_version(tmp_path):
    file, _ = simulate(tmp_path, pipeline_version="1.0")
    expected = read(file).assign_attrs(pipeline_version="0.9")
    with h5py.File(file, "a") as opened:
        del opened["general/generated_by"]
    assert read(file).identical(expected)


def test_what_the_file_does_not_say_is_unknown(experiment):
    with h5py.File(experiment, "a") as file:
        del file["general/specimen_name"], file["general/subject"]
        plane = file["general/optophysiology/imaging_plane_1"]
        del plane["imaging depth"]
    attributes = read(experiment).attrs
    assert attributes["subject"] == "container 1000"
    assert attributes["cre_line"] == attributes["imaging_depth_um"] == "unknown"

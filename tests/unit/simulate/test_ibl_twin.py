"""A simulated recording is one that the archive could hold, and its truth is what made it."""

import os

import numpy as np
import pandas as pd
import pytest
import xarray as xr
from scipy.stats import poisson
from sklearn.linear_model import LinearRegression

from neurodag.archives.ibl.read import read_session
from neurodag.config.archives.ibl import IBLReader, IBLTwin
from neurodag.errors import ArchiveError, ConfigError
from neurodag.metrics import bits_per_spike
from neurodag.simulate.ibl import simulate_ibl
from neurodag.simulate.ibl.ceilings import choice_accuracy
from neurodag.simulate.ibl.clock import draw_clock
from neurodag.simulate.ibl.spikes import draw_spikes
from neurodag.simulate.spikes import simulate_spikes
from tests.unit.archives.ibl_twins import SESSION, SMALL, alf_of, write_twin


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    return tmp_path_factory.mktemp("ibl")


@pytest.fixture(scope="module")
def truth(archive) -> xr.Dataset:
    return write_twin(archive)


def test_counts_that_are_read_are_those_that_were_drawn(archive, truth):
    read = read_session(archive, SESSION, IBLReader())
    drawn, _ = simulate_spikes(SMALL, SESSION)
    assert np.array_equal(read.spike_count, drawn.spike_count)
    for name in ("choice", "block", "reward", "decodable"):
        assert np.array_equal(read[name], drawn[name]), name
    assert np.array_equal(read.time, drawn.time)


def test_other_windows_and_bins_survive_the_way_through_the_files(tmp_path):
    twin = IBLTwin(
        trials=8, bins=30, bin_width_s=0.03, pre_stimulus_s=0.3, units={"LP": 4}, gap_s=0
    )
    twin = twin.model_copy(update={"median_rate_hz": 20.0, "extra_gap_s": 0.0, "sorter": "direct"})
    simulate_ibl(tmp_path, SESSION, twin)
    reader = IBLReader(before_s=0.3, after_s=0.6, bin_width_s=0.03)
    counts = read_session(tmp_path, SESSION, reader).spike_count
    assert np.array_equal(counts, simulate_spikes(twin, SESSION)[0].spike_count)


def test_files_have_the_same_bytes_every_time(archive, truth, tmp_path):
    xr.testing.assert_identical(write_twin(tmp_path), truth)
    names = sorted(path.relative_to(archive) for path in archive.rglob("*.*") if path.is_file())
    assert len(names) == 34
    for name in names:
        assert (tmp_path / name).read_bytes() == (archive / name).read_bytes(), name


def test_units_fire_at_their_baseline_between_trials():
    rng = np.random.default_rng(0)
    settings = SMALL.model_copy(update={"trials": 200})
    clock = draw_clock(settings, rng)
    baseline_hz = np.array([2.0, 8.0, 0.0])
    silent = np.zeros((200, 100, 3), dtype=np.uint8)
    times_s, unit = draw_spikes(silent, baseline_hz, clock, rng)
    outside_s = np.diff(clock.gaps_s, axis=1).sum()
    expected = baseline_hz * outside_s
    number = np.bincount(unit, minlength=3)
    assert np.all(np.abs(number - expected) <= 5 * np.sqrt(expected))
    assert np.all(np.diff(times_s) >= 0)
    trial = np.searchsorted(clock.start_s, times_s) - 1
    inside = (trial >= 0) & (times_s < clock.stop_s[trial])
    assert not inside.any()


def test_trials_follow_one_another_with_the_gaps_asked_for():
    settings = SMALL.model_copy(update={"trials": 4000, "gap_s": 0.7, "extra_gap_s": 0.4})
    clock = draw_clock(settings, np.random.default_rng(0))
    gap_s = clock.start_s[1:] - clock.stop_s[:-1]
    assert gap_s.min() >= 0.7 - 1e-9
    assert gap_s.mean() == pytest.approx(1.1, abs=5 * 0.4 / np.sqrt(4000))
    assert clock.onset_s - clock.start_s == pytest.approx(0.5)


def test_clusters_have_metrics_and_ids_of_their_own(archive, truth):
    probes = sorted(alf_of(archive).glob("probe*/pykilosort"))
    ids = [uuid for probe in probes for uuid in pd.read_csv(probe / "clusters.uuids.csv")["uuids"]]
    assert len(set(ids)) == 5
    for probe, units in zip(probes, (3, 2), strict=True):
        metrics = pd.read_parquet(probe / "clusters.metrics.pqt")
        assert metrics["cluster_id"].tolist() == list(range(units))
        assert metrics["spike_count"].sum() == len(np.load(probe / "spikes.times.npy"))


def test_tables_name_the_session_and_every_file(archive, truth):
    sessions = pd.read_parquet(archive / "sessions.pqt")
    row = sessions.iloc[0]
    assert (row["lab"], row["subject"], row["number"]) == ("neurodag", "twin-1", 1)
    datasets = pd.read_parquet(archive / "datasets.pqt")
    assert set(datasets.index.get_level_values("eid")) == set(sessions.index)
    session = alf_of(archive).parent
    sizes = {path: (session / path).stat().st_size for path in datasets["rel_path"]}
    assert sizes == dict(zip(datasets["rel_path"], datasets["file_size"], strict=True))
    assert len(sizes) == 32


def test_experiment_id_can_name_a_twin(tmp_path):
    eid = "671c7ea7-6726-4fbe-adeb-f89c2c8e489b"
    write_twin(tmp_path, eid)
    session = read_session(tmp_path, eid, IBLReader())
    assert session.attrs["subject"] == "twin-671c7ea7"


def test_bits_per_spike_are_those_of_the_true_rates(archive, truth):
    counts = read_session(archive, SESSION, IBLReader()).spike_count.values
    expected = bits_per_spike(truth.rate_hz.values * np.float32(0.02), counts)
    np.testing.assert_allclose(truth.bits_per_spike_ceiling, expected)
    assert truth.bits_per_spike_ceiling.mean() > 0
    noise = np.exp(0.5 * np.random.default_rng(0).standard_normal(counts.shape))
    assert bits_per_spike(expected=truth.rate_hz.values * noise * 0.02, counts=counts).mean() < (
        truth.bits_per_spike_ceiling.mean()
    )


def test_choice_ceiling_is_the_share_of_trials_whose_choice_is_the_more_likely():
    """The same from Poisson probabilities of the counts under either choice, trial by trial."""
    calm = {"rate_spread": 0.5, "modulation": 0.3, "choice_strength": 0.4}
    settings = SMALL.model_copy(update={"trials": 100, "bins": 40, **calm})
    session, truth = simulate_spikes(settings, SESSION)
    correct = []
    for trial in np.flatnonzero(session.decodable.values):
        one = truth.isel(trial=trial)
        known = one.rate_hz.values.astype(float) * 0.02
        turned = known * np.exp(-2 * np.outer(one.choice_drive, one.choice_weight))
        assert known.max() < 4  # no rate is at its ceiling of 200 Hz
        counts = session.spike_count.values[trial]
        prior = {-1: session.block.values[trial], 1: 1 - session.block.values[trial]}
        choice = int(session.choice.values[trial])
        posterior = [
            poisson.logpmf(counts, rate).sum() + np.log(prior[side])
            for rate, side in ((known, choice), (turned, -choice))
        ]
        correct.append(posterior[0] > posterior[1])
    accuracy = choice_accuracy(session, truth, 0.02)
    assert accuracy == pytest.approx(np.mean(correct))
    assert 0.55 < accuracy < 1


def test_choice_that_no_unit_knows_is_guessed_from_the_block():
    settings = SMALL.model_copy(update={"trials": 3000, "bins": 10, "choice_strength": 0.0})
    settings = settings.model_copy(update={"pre_stimulus_s": 0.1})
    accuracy = choice_accuracy(*simulate_spikes(settings, SESSION), 0.02)
    share = 90 / 3000
    assert accuracy == pytest.approx(0.8 * (1 - share) + 0.5 * share, abs=5 * 0.4 / np.sqrt(2800))


def test_whisker_ceiling_is_that_of_a_linear_readout(archive, truth):
    decodable = read_session(archive, SESSION, IBLReader()).decodable.values == 1
    features = np.log(truth.rate_hz.values[decodable].astype(float)).reshape(-1, 5)
    energy = truth.whisker_motion_energy.values[decodable].ravel()
    score = LinearRegression().fit(features, energy).score(features, energy)
    assert float(truth.whisker_motion_energy_r2_ceiling) == pytest.approx(score, abs=1e-3)


def test_regions_must_be_those_of_the_atlas(tmp_path):
    with pytest.raises(ConfigError, match="region VISq, which the Allen atlas does not have"):
        write_twin(tmp_path, units={"VISq": 5})
    assert not any(tmp_path.iterdir())


def test_names_must_be_those_of_sessions(tmp_path):
    with pytest.raises(ArchiveError, match="'mouse-1' is no session of the IBL"):
        write_twin(tmp_path, "mouse-1")


def test_more_probes_than_units_are_refused():
    with pytest.raises(ValueError, match="probes is 3, but there are 2 units"):
        IBLTwin(units={"LP": 2}, probes=3)


@pytest.mark.filterwarnings("ignore")
def test_the_archives_own_client_opens_every_object(archive, truth):
    api = pytest.importorskip("one.api", reason="ONE-api is not installed.")
    one = api.ONE(mode="local", cache_dir=archive)
    (eid,) = one.search(subject="twin-1")
    assert os.path.samefile(one.eid2path(eid), alf_of(archive).parent)
    assert len(one.load_object(eid, "trials")["stimOn_times"]) == 12
    spikes = one.load_object(eid, "spikes", collection="alf/probe00/pykilosort")
    assert set(spikes) == {"times", "clusters", "amps", "depths"}
    clusters = one.load_object(eid, "clusters", collection="alf/probe01/pykilosort")
    assert len(clusters["uuids"]) == 2
    wheel, camera = one.load_object(eid, "wheel"), one.load_object(eid, "leftCamera")
    assert len(wheel["position"]) == len(wheel["timestamps"])
    assert len(camera["ROIMotionEnergy"]) == len(camera["times"])

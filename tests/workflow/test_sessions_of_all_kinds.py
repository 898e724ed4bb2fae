"""Sessions that lack something go through all scripts, and the table says what is missing."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xarray as xr

from neurodag.evaluation.scores import NO_CONTEXT, SCORED, SILENT
from neurodag.files import load_netcdf
from neurodag.sessions import save_session
from tests.factories import spikes_session
from tests.workflow.tree import ROOT

SMALL = {
    "model": {"blocks": 1, "width": 8, "heads": 2, "feedforward": 8},
    "training": {"epochs": 1},
}
SPLIT = {"train": 0.7, "validation": 0.1, "test": 0.2}
DECODING = {"choice_penalties": [1.0], "whisker_alphas": [100.0], "folds": 2}
SCORING = {"linear": {"penalties": [100.0]}, "decoding": DECODING}

RunScript = Callable[..., None]


class Scored:
    """What the scripts make of a session, from its file to the table."""

    def __init__(self, recording: Path, folder: Path, run_script: RunScript) -> None:
        session, weights = folder / "session.nc", folder / "weights.safetensors"
        network, psth = folder / "network.nc", folder / "psth.nc"
        csv, markdown = folder / "table3.csv", folder / "table3.md"
        history, state = folder / "history.nc", folder / "state.pt"
        run_script(
            "prepare_session", input=recording, session_id="mine", settings=SPLIT, output=session
        )
        run_script(
            "train_network",
            session=session,
            scheme="mtm_prompted",
            seed=1,
            settings=SMALL,
            weights=weights,
            history=history,
            state=state,
        )
        run_script(
            "evaluate_network", session=session, weights=weights, settings=SCORING, output=network
        )
        run_script(
            "evaluate_reference",
            session=session,
            reference="psth",
            settings=SCORING,
            output=psth,
        )
        run_script(
            "score_table",
            table="table3",
            evaluations=[network, psth],
            published=ROOT / "published/mtm_table3.csv",
            csv=csv,
            markdown=markdown,
        )
        self.evaluation = load_netcdf(network)
        self.table = pd.read_csv(csv).query("statistic == 'mean'").set_index(["row", "column"])
        self.markdown = markdown.read_text()

    def why(self, column: str) -> str:
        return self.table.loc[("mtm_prompted", column), "status"]


@pytest.fixture
def score(tmp_path: Path, run_script: RunScript) -> Callable[[xr.Dataset], Scored]:
    def through_all_scripts(session: xr.Dataset) -> Scored:
        save_session(session, tmp_path / "recording.nc")
        return Scored(tmp_path / "recording.nc", tmp_path, run_script)

    return through_all_scripts


def test_one_region(score: Callable[[xr.Dataset], Scored]) -> None:
    scored = score(spikes_session(trials=30, bins=20, regions=["CA1"] * 4))
    assert scored.why("inter_region") == "no context"
    assert scored.why("intra_region") == "scored"
    assert "| no context (0.84) |" in scored.markdown
    left_out = "Inter-region: 4 of 4 units left out, without other units to predict them from."
    assert left_out in scored.markdown


def test_a_region_of_one_unit_and_a_silent_unit(score: Callable[[xr.Dataset], Scored]) -> None:
    session = spikes_session(trials=30, bins=20, regions=["CA1", "CA1", "CA1", "PO"])
    session["spike_count"][..., 1] = 0
    scored = score(session)
    status = scored.evaluation["status"]
    assert status.sel(task="co_smoothing").values.tolist() == [SCORED, SILENT, SCORED, SCORED]
    assert status.sel(task="intra_region").values.tolist() == [SCORED, SILENT, SCORED, NO_CONTEXT]
    bits = scored.evaluation["bits_per_spike"]
    assert np.array_equal(bits.notnull(), status == SCORED)
    assert scored.table.loc[("mtm_prompted", "intra_region"), "units_left_out"] == 2
    for note in (
        "Co-smoothing: 1 of 4 units left out, silent in the scored bins of the test trials.",
        "Intra-region: 1 of 4 units left out, without other units to predict them from.",
    ):
        assert note in scored.markdown


def test_without_behaviour(score: Callable[[xr.Dataset], Scored]) -> None:
    scored = score(spikes_session(trials=30, bins=20, behaviour=False))
    assert scored.why("choice") == scored.why("whisker_motion_energy") == "not recorded"
    assert "| not recorded (0.63) | not recorded (0.61) |" in scored.markdown


def test_with_everything(score: Callable[[xr.Dataset], Scored]) -> None:
    scored = score(spikes_session(trials=60, bins=20))
    network = scored.table.loc["mtm_prompted"]
    assert (network["status"] == "scored").all()
    assert np.isfinite(network["value"]).all()


def test_a_real_recording(recordings: Path, tmp_path: Path, run_script: RunScript) -> None:
    scored = Scored(recordings / "ibl/DY_016_2020-09-12_probe00.nc", tmp_path, run_script)
    assert scored.why("choice") == "not recorded"
    network = scored.table.loc["mtm_prompted"].query("status == 'scored'")
    assert set(network.index) == {
        "co_smoothing",
        "forward_prediction",
        "intra_region",
        "inter_region",
        "whisker_motion_energy",
    }
    assert np.isfinite(network["value"]).all()
    assert (network["units_scored"] + network["units_left_out"]).dropna().eq(449).all()

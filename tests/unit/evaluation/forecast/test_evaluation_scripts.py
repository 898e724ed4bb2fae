"""The scripts, from weights and a session to an evaluation and a figure."""

import runpy
import sys
from pathlib import Path

import pytest

from neurodag.evaluation.forecast.opened import open_evaluation
from neurodag.files import load_netcdf
from neurodag.sessions import save_session
from tests.unit.evaluation.forecast.forecasters import STIMULUS, mouse, save_adapted

SCRIPTS = Path(__file__).resolve().parents[4] / "workflow_scripts"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs a script in this process."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")

    def run(script, **options):
        given = [str(SCRIPTS / f"{script}.py")]
        for option, value in options.items():
            given += [f"--{option}", *map(str, value if isinstance(value, list) else [value])]
        monkeypatch.setattr(sys, "argv", given)
        runpy.run_path(given[0], run_name="__main__")

    return run


def evaluate(run, folder, predicts):
    session = mouse()
    save_session(session, folder / "session.nc")
    save_adapted(folder / "weights", session, predicts)
    run(
        "evaluate_forecasts",
        session=folder / "session.nc",
        weights=folder / "weights",
        method="all/quantformer/fine_tuned",
        stimulus=STIMULUS,
        subject="m1",
        settings='{"samples": 8, "levels": [0.1, 0.5, 0.9], "examples": 2}',
        device="cpu",
        output=folder / "evaluation.nc",
    )
    return open_evaluation(folder / "evaluation.nc")


def test_forecasts_are_evaluated_and_their_calibration_is_drawn(run, tmp_path, capsys):
    found = evaluate(run, tmp_path, "codes")
    assert (found.attrs["method"], found.attrs["subject"]) == ("all/quantformer/fine_tuned", "m1")
    assert found.attrs["command"].startswith("python workflow_scripts/evaluate_forecasts.py --ses")
    assert "absolute_correlation" in capsys.readouterr().out
    run("draw_calibration", evaluations=[tmp_path / "evaluation.nc"], output=tmp_path / "c.pdf")
    assert all((tmp_path / f"c.{kind}").stat().st_size for kind in ("pdf", "png"))
    drawn = load_netcdf(tmp_path / "c.nc")
    assert drawn["coverage"].values[0].tolist() == found["coverage"].values.tolist()


def test_predicted_activity_is_evaluated(run, tmp_path, capsys):
    found = evaluate(run, tmp_path, "activation")
    assert found["count"].sum() == found.attrs["test_observations"]
    assert "predicted" in capsys.readouterr().out

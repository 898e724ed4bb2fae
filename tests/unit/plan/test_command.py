"""`neurodag plan`, as it is called."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from neurodag.cli.main import main
from neurodag.plan import command
from neurodag.plan.rate import Rate
from neurodag.sessions import save_session
from tests.factories import spikes_session

pytestmark = pytest.mark.usefixtures("folder")
GIVEN = ["plan", "mtm", "--trials", "20", "--units", "6"]


def as_json(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert main([*GIVEN, "--json", *words]) == 0
    content: dict[str, Any] = json.loads(capsys.readouterr().out)
    return content


def test_hours_are_the_arithmetic_at_the_rate(capsys: pytest.CaptureFixture[str]) -> None:
    content = as_json(capsys, "--rate", "0.001")
    total = content["total"]
    assert total["runs"] == 16
    flops = total["training_flops"] + total["validation_flops"]
    assert total["hours"] == pytest.approx(flops / 3.6e12)
    assert total["hours_left"] == pytest.approx(total["hours"])
    for name, value in total.items():
        assert value == pytest.approx(sum(kind[name] for kind in content["kinds"]))
    names = ("network", "training", "masking", "precision")
    assert [content["kinds"][0][name] for name in names] == [
        *("ndt1", "one session", "mtm_prompted", "float32")
    ]
    assert content["assumed"] == {"trials": 20, "units": 6, "epochs": None}
    assert content["sessions"] == content["sessions_assumed"] == 3  # of m1 to m3, two are drawn


def test_the_table_ends_with_totals_and_what_they_rest_on(
    capsys: pytest.CaptureFixture[str],
) -> None:
    save_session(spikes_session(session_id="m4"), Path("data/mice/m4.nc"))
    files = set(Path().rglob("*"))
    assert main([*GIVEN, "--rate", "2"]) == 0
    table, notes = capsys.readouterr().out.split("\n\n")
    heads, *kinds, total = table.splitlines()
    assert heads.split()[:6] == ["network", "training", "masking", "precision", "runs", "done"]
    assert heads.split()[-2:] == ["GPU-hours", "left"]
    assert len(kinds) == 8
    assert total.split()[:3] == ["total", "16", "0"]
    assert "Sessions: 3. Files or simulations tell the sizes of 1." in notes
    assert "The other 2 are taken to have 20 trials (--trials) and 6 units (--units)." in notes
    assert "Rate in bfloat16: 2 TFLOP/s, as --rate says." in notes
    assert set(Path().rglob("*")) == files


def test_what_is_assumed_of_runs_that_may_end_early_is_told(
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = ["plan", "v1t", "--rate", "2"]
    assert main(words) == 0
    table, notes = capsys.readouterr().out.split("\n\n")
    heads, *kinds, total = table.splitlines()
    assert heads.split()[:4] == ["network", "training", "precision", "runs"]
    assert (len(kinds), total.split()[1]) == (10, "18")
    assert "Sessions: 5. Files or simulations tell the sizes of none." in notes
    assert "The paper tells those of 2. The other 3 are taken to have 6000 trials" in notes
    assert "the others with the most that the settings allow; --epochs takes another" in notes
    assert main([*words, "--epochs", "3"]) == 0
    assert "the others with 3 (--epochs), or fewer where" in capsys.readouterr().out


def test_settings_without_a_study_of_images_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    Path("none.yaml").write_text("v1t: null")
    assert main(["plan", "v1t", "--configfile", "none.yaml"]) == 0
    assert "The settings ask for no run of v1t" in capsys.readouterr().out


def test_a_measured_rate_is_told_with_its_share_and_device(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def measured(precisions: list[str], share: float) -> dict[str, Rate]:
        assert sorted(precisions) == ["bfloat16", "float32"]
        return dict.fromkeys(precisions, Rate(share * 5e9, 5e9, share, "this CPU", gpu=False))

    monkeypatch.setattr(command, "measured_rates", measured)
    assert main([*GIVEN, "--share", "0.5"]) == 0
    shown = capsys.readouterr().out
    assert "Rate in float32: 0.0025 TFLOP/s, a share of 0.5 (--share) of the 0.005" in shown
    assert "No GPU is seen here, so the hours are those of this CPU." in shown
    assert "GPU-hours" not in shown


def test_settings_without_a_session_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    dataset = {"sessions": {"many": "all", "few": "first"}}
    changes = {"datasets": {"mice": dataset}, "mtm": {"ndt1_stitch": None}}
    Path("found.yaml").write_text(yaml.safe_dump(changes))
    assert main([*GIVEN, "--configfile", "found.yaml"]) == 0
    assert "The settings ask for no run of mtm: no study has a session." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["plan", "mtn"], "Runs of mtn cannot be planned; the papers are mtm, v1t, quantformer."),
        (["plan", "mtm", "--trials", "0"], "--trials is 0; give 1 or more."),
        (["plan", "mtm", "--units", "-3"], "--units is -3; give 1 or more."),
        (["plan", "v1t", "--epochs", "0"], "--epochs is 0; give 1 or more."),
        (["plan", "mtm", "--epochs", "9"], "--epochs means nothing for mtm, whose runs take all"),
        (["plan", "mtm", "--rate", "0"], "--rate is 0.0; give TFLOP/s above 0."),
        (["plan", "mtm", "--rate", "nan"], "--rate is nan"),
        (["plan", "mtm", "--share", "1.5"], "--share is 1.5; give a number above 0, at most 1."),
        (["plan", "mtm", "--profile", "large"], "There is no profile large"),
    ],
)
def test_mistakes_are_told(
    capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main(words) == 2
    assert message in capsys.readouterr().err


def test_a_rate_has_no_share(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*GIVEN, "--rate", "2", "--share", "0.5"])
    assert "not allowed with argument --rate" in capsys.readouterr().err

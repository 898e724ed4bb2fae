"""`neurodag status`, as it is called."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from neurodag import forecast_runs
from neurodag.cli.main import main
from neurodag.pretraining import FinetunedId, PretrainedId
from neurodag.runs import RunId, VariantId
from neurodag.status.look import RunStatus
from neurodag.status.table import table
from tests.unit.status.conftest import RUN, Results

OTHER = RunId("ndt1", "m2", "temporal", 0.3, 1)


def files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_runs_of_several_studies_are_listed_once(
    results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["status", "--json"]) == 0
    runs = json.loads(capsys.readouterr().out)
    assert len(runs) == 2 * 2 * 2
    studies = {(run["session"], run["scheme"], run["seed"]): run["studies"] for run in runs}
    assert studies["m1", "neuron", 2] == ["ablation", "units"]
    assert studies["m2", "neuron", 2] == ["ablation"]


def test_table_and_summary(results: Results, capsys: pytest.CaptureFixture[str]) -> None:
    results.report(epoch=12, seconds_left=3723.0, slurm_job_id="88_3")
    results.outputs(OTHER)
    log = results.log("train_network.py: The training loss is nan.\n", run=RUN._replace(seed=1))
    before = files(Path())
    assert main(["status"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == [
        *("network", "session", "scheme", "ratio", "seed", "state"),
        *("epoch", "best", "left", "job", "studies"),
    ]
    (running,) = (line for line in lines if "running" in line and line.split()[1] == "m1")
    assert running.split()[:10] == [
        *("ndt1", "m1", "neuron", "0.3", "2", "running"),
        *("12/40", "0.2500", "1:02:03", "88_3"),
    ]
    assert lines[lines.index(f"failed: {log}") + 1].strip().endswith("The training loss is nan.")
    assert "1 of 8 runs done, 1 running, 1 failed, 5 waiting" in lines
    assert files(Path()) == before


def test_states_can_be_chosen(results: Results, capsys: pytest.CaptureFixture[str]) -> None:
    results.outputs()
    main(["status", "--state", "done", "failed", "--json"])
    assert [run["state"] for run in json.loads(capsys.readouterr().out)] == ["done"]
    main(["status", "--state", "failed"])
    assert capsys.readouterr().out.startswith("1 of 8 runs done, 7 waiting")


def test_found_sessions_without_recordings_are_those_that_were_prepared(
    results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {"datasets": {"mice": {"sessions": {"few": "all"}}}}
    Path("found.yaml").write_text(yaml.safe_dump(found))
    studies = {"mtm": {"studies": {"units": {"sessions": ["few"]}}}}
    Path("all.yaml").write_text(yaml.safe_dump(studies))
    words = ["status", "--configfile", "found.yaml", "all.yaml"]
    assert main(words) == 0
    assert "no study of the dataset mice has a session" in capsys.readouterr().out
    results.outputs(OTHER)
    prepared = Path(f"results/sessions/mice/{OTHER.session}.nc")
    prepared.parent.mkdir(parents=True)
    prepared.touch()
    assert main(words) == 0
    assert "1 of 4 runs done, 3 waiting" in capsys.readouterr().out


def test_settings_are_given_as_to_snakemake(
    results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("small").mkdir()
    Path("small/profile.yaml").write_text("configfile: over.yaml\ncores: 2\n")
    Path("over.yaml").write_text("mtm: {seeds: [1], studies: {units: null}}")
    main(["status", "--profile", "small"])
    assert "0 of 4 runs done" in capsys.readouterr().out
    main(["status", "--profile", "small", "--config", "mtm={seeds: [5, 6, 7]}"])
    assert "0 of 12 runs done" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--profile", "large"], "There is no profile large: large/profile.yaml does not exist."),
        (["--configfile", "none.yaml"], "none.yaml cannot be read"),
        (["--config", "results"], "--config results is not of the form KEY=VALUE"),
        (["--config", "mtm={seeds: [x]}"], "`mtm.seeds[0]`"),
    ],
)
def test_mistakes_are_told(
    results: Results, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    assert main(["status", *words]) == 2
    assert message in capsys.readouterr().err


def test_another_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["status"]) == 2
    assert f"There is no config.yaml in {tmp_path}" in capsys.readouterr().err


def test_it_imports_neither_torch_nor_other_slow_libraries(results: Results) -> None:
    results.report()
    program = (
        "import sys; from neurodag.cli.main import main; main(['status'])\n"
        "print({'torch', 'xarray', 'pandas', 'netCDF4', 'snakemake'} & set(sys.modules))"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout.splitlines()[-1] == "set()"


def rows(session: str, **fields: object) -> list[RunStatus]:
    run = RunId("ndt1", session, "mtm_prompted", 0.3, 42)
    return [RunStatus(run, ("ablation", "mask_ratios"), "running", 1, 1000, **fields)]  # type: ignore[arg-type]


def test_a_narrow_terminal_shortens_the_session_first() -> None:
    runs = rows("671c7ea7-6726-4fbe-adeb-f89c2c8e489b")
    wide = table(runs, None).splitlines()
    narrow = table(runs, 90).splitlines()
    assert "f89c2c8e489b" in wide[1]
    assert max(map(len, narrow)) == 90
    assert narrow[1].split()[1].startswith("671c7ea7")
    assert "…  mtm_prompted" in narrow[1]
    assert narrow[1].endswith("ablation, mask_ratios")


def test_networks_of_many_sessions_say_of_how_many() -> None:
    pretrained = PretrainedId("ndt2", 34, "mtm_prompted", 7)
    finetuned = FinetunedId("ndt2", 34, "m1", "mtm_prompted", 7)
    runs = [RunStatus(run, ("ndt2",), "waiting", 0, 9) for run in (pretrained, finetuned)]
    heads, first, second = (line.split() for line in table(runs, None).splitlines())
    assert heads == ["network", "pretrained", "session", "scheme", "seed", "state", "studies"]
    assert first == ["ndt2", "34", "mtm_prompted", "7", "waiting", "ndt2"]
    assert second == ["ndt2", "34", "m1", "mtm_prompted", "7", "waiting", "ndt2"]


def test_runs_of_the_search_have_epochs_of_their_own(
    results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    variants = {"base": {}, "short": {"training": {"epochs": 5}}}
    search = {"search": {"sessions": ["few"], "scheme": "neuron", "variants": variants}}
    Path("search.yaml").write_text(yaml.safe_dump({"mtm": search}))
    results.outputs(VariantId("short", "m2", "neuron", 1))
    main(["status", "--configfile", "search.yaml", "--json"])
    runs = [run for run in json.loads(capsys.readouterr().out) if run["studies"] == ["search"]]
    assert [(run["variant"], run["session"], run["seed"], run["epochs"]) for run in runs] == [
        (name, session, seed, epochs)
        for name, epochs in (("base", 40), ("short", 5))
        for session in ("m1", "m2")
        for seed in (1, 2)
    ]
    assert [run["session"] for run in runs if run["state"] == "done"] == ["m2"]
    main(["status", "--configfile", "search.yaml", "--state", "done"])
    heads, line = capsys.readouterr().out.splitlines()[:2]
    assert heads.split()[:4] == ["variant", "session", "scheme", "seed"]
    assert line.split()[:5] == ["short", "m2", "neuron", "1", "done"]


def test_forecasters_tell_what_they_have_seen_and_what_they_learn(
    results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    cells = {"source": "files", "folder": "cells", "holds": "calcium", "sessions": {"few": ["c1"]}}
    quantformer = {
        **{"dataset": "cells", "subjects": ["x"], "stimuli": {"stripes": ["few"]}},
        "networks": {"quantformer": {"training": {"epochs": 6}}},
        "tunings": {"fine_tuned": {"training": {"epochs": 7}}},
        "competitors": {"lstm": {"competitor": {"kind": "lstm"}, "training": {"epochs": 8}}},
        "studies": {"performance": {"tunings": ["fine_tuned"], "competitors": ["lstm"]}},
    }
    changes = {"datasets": {"cells": cells}, "quantformer": quantformer}
    Path("forecast.yaml").write_text(yaml.safe_dump(changes))
    results.outputs(forecast_runs.PretrainedId("all", "quantformer", 1))
    assert main(["status", "--configfile", "forecast.yaml", "--json"]) == 0
    *_, pretrained, lstm, adapted, _, _ = json.loads(capsys.readouterr().out)
    assert (pretrained["state"], lstm["epochs"], adapted["epochs"]) == ("done", 8, 7)
    assert (lstm["competitor"], adapted["task"]) == ("lstm", "activation")
    main(["status", "--configfile", "forecast.yaml"])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert ["quantformer", "all", "1", "done", "6/6", "performance"] in lines
    assert ["lstm", "signals", "stripes", "x", "1", "waiting", "performance"] in lines
    row = ["quantformer", "all", "fine_tuned", "codes", "stripes", "x", "1", "waiting"]
    assert [*row, "performance"] in lines


def test_trials_of_the_search_of_networks_of_images_come_last(
    results: Results, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = {
        **{"source": "files", "folder": "pictures", "holds": "images"},
        "sessions": {"mice": ["p1"]},
    }
    v1t = {
        "cohorts": {"some": {"dataset": "pictures", "sessions": ["mice"]}},
        "networks": {"v1t": {"network": {"core": {"kind": "vit"}}}},
        "search": {"cohort": "some", "network": "v1t", "trials": 2},
    }
    changes = {"datasets": {"pictures": pictures}, "v1t": v1t}
    Path("search.yaml").write_text(yaml.safe_dump(changes))
    assert main(["status", "--configfile", "search.yaml"]) == 0
    table, _ = capsys.readouterr().out.split("\n\n")
    assert [line.split() for line in table.splitlines()[-2:]] == [
        ["v1t", "some", number, "waiting", "search"] for number in "01"
    ]


def test_columns_without_content_are_left_out() -> None:
    assert "job" not in table(rows("a"), None)
    assert "job" in table(rows("a", slurm_job_id="5"), None)

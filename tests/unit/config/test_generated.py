"""The settings in the repository, and what is generated from the settings classes."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from neurodag.config import read_config
from neurodag.config.__main__ import main
from neurodag.config.base import Settings
from neurodag.config.mtm import MtM
from neurodag.config.reference import BEGIN, END, with_tables
from neurodag.config.schema import schema, schema_text
from neurodag.errors import ConfigError

ROOT = Path(__file__).resolve().parents[3]
BASE = ROOT / "config.yaml"
OVERLAYS = [ROOT / "demo" / "config.yaml", ROOT / "real" / "config.yaml"]


def test_schema_is_fresh() -> None:
    written = (ROOT / "config.schema.json").read_text(encoding="utf-8")
    assert written == schema_text(), "stale: run python -m neurodag.config schema --output ..."


def test_documentation_is_fresh() -> None:
    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    assert page == with_tables(page), "stale: run python -m neurodag.config docs"
    for key in ("learning_rate", "causal_attention_unprompted", "rate_spread", "ratios"):
        assert f"| `{key}` |" in page


def test_config_fulfils_the_schema() -> None:
    settings = yaml.safe_load(BASE.read_text())
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(settings, schema())
    settings["mtm"]["masking"]["ratio"] = 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(settings, schema())


CHOICES = {"pretraining", "held_out", "schemes", "ablation", "comparison"}
"""Settings of studies on many sessions that have no default, or null."""


def test_config_is_the_papers_experiment() -> None:
    config = read_config([BASE])
    sessions = config.datasets["ibl"].sessions
    assert [len(ids) for ids in sessions.values()] == [1, 35, 5]
    mtm = config.mtm
    studies = {"studies": mtm.studies, "ndt1_stitch": mtm.ndt1_stitch, "ndt2": mtm.ndt2}
    papers = MtM(dataset="ibl", **studies)
    assert mtm == papers, "the defaults of the classes are the paper's too"
    assert all(study for _, study in mtm.studies)
    for study in (mtm.ndt1_stitch, mtm.ndt2):
        assert study is not None
        chosen = {name: getattr(study, name) for name in CHOICES & study.model_fields_set}
        assert study == type(study)(**chosen), "the defaults of the classes are the paper's too"


def test_config_spells_out_every_setting() -> None:
    def unset(settings: Settings, key: str) -> list[str]:
        names = set(type(settings).model_fields) - settings.model_fields_set
        below = [(name, value) for name, value in settings if isinstance(value, Settings)]
        return [f"{key}.{name}" for name in names] + [
            name for part, value in below for name in unset(value, f"{key}.{part}")
        ]

    assert unset(read_config([BASE]).mtm, "mtm") == []


@pytest.mark.parametrize("overlay", OVERLAYS, ids=lambda path: path.parent.name)
def test_overlays_fit(overlay: Path) -> None:
    config = read_config([BASE, overlay])
    assert config.results == f"results/{overlay.parent.name}"
    for _, study in config.mtm.studies:
        assert study is None or config.study_sessions(study, found=["mine"])


def test_demo_makes_every_study() -> None:
    assert all(study for _, study in read_config([BASE, OVERLAYS[0]]).mtm.studies)


def test_pages_without_marks_are_refused() -> None:
    assert "| `width` |" in with_tables(f"a\n{BEGIN}\nold\n{END}\nb")
    with pytest.raises(ConfigError, match="needs the two lines"):
        with_tables("no marks")


def test_importing_is_cheap() -> None:
    heavy = ["torch", "sklearn", "matplotlib", "xarray", "pandas", "scipy", "netCDF4", "snakemake"]
    code = f"import sys, neurodag.config; print([m for m in {heavy} if m in sys.modules])"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_reading_is_quick() -> None:
    start = time.perf_counter()
    read_config([BASE])
    assert time.perf_counter() - start < 0.5


class TestCommandLine:
    def test_check_says_that_settings_are_right(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", str(BASE), str(OVERLAYS[0])]) == 0
        assert "MtM on the dataset twins" in capsys.readouterr().out

    def test_check_tells_problems_without_traceback(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[Any]
    ) -> None:
        (tmp_path / "my.yaml").write_text("mtm: {model: {wdth: 3}, seeds: []}")
        assert main(["check", str(BASE), str(tmp_path / "my.yaml")]) == 1
        assert len(capsys.readouterr().err.splitlines()) == 2

    def test_schema_goes_to_the_terminal_or_a_file(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["schema"]) == 0
        assert capsys.readouterr().out == schema_text()
        assert main(["schema", "--output", str(tmp_path / "schema.json")]) == 0
        assert (tmp_path / "schema.json").read_text(encoding="utf-8") == schema_text()

    def test_docs_renews_a_page(self, tmp_path: Path) -> None:
        page = tmp_path / "page.md"
        page.write_text(f"before\n{BEGIN}\n{END}\nafter\n", encoding="utf-8")
        assert main(["docs", str(page)]) == 0
        text = page.read_text(encoding="utf-8")
        assert text.startswith("before\n")
        assert text.endswith("after\n")
        assert text == with_tables(text)

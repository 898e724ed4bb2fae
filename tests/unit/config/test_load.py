"""From YAML files to settings."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from neurodag.config import NDT1, Config, MtM, load_config, read_config
from neurodag.config.load import overlay
from neurodag.errors import ConfigError

KEYS = st.sampled_from("abc")
TREES = st.recursive(
    st.none() | st.integers() | st.lists(st.integers(), max_size=2),
    lambda below: st.dictionaries(KEYS, below, max_size=3),
)
SETTINGS = st.dictionaries(KEYS, TREES, max_size=3)


def test_mappings_merge_and_all_else_is_replaced() -> None:
    below = {"a": {"x": 1, "y": {"z": 2}}, "list": [1, 2], "gone": {"k": 1}, "leaf": 1}
    above = {"a": {"y": {"w": 3}}, "list": [3], "gone": None, "leaf": {"now": "mapping"}}
    assert overlay(below, above) == {
        "a": {"x": 1, "y": {"z": 2, "w": 3}},
        "list": [3],
        "gone": None,
        "leaf": {"now": "mapping"},
    }
    assert below["a"] == {"x": 1, "y": {"z": 2}}
    assert overlay({"a": None}, {"a": {}, "b": {}}) == {"a": None, "b": {}}


@given(SETTINGS, SETTINGS)
def test_overlay_merges_as_snakemake_does(below: dict[str, Any], above: dict[str, Any]) -> None:
    snakemake_utils = pytest.importorskip("snakemake.utils")
    ours = overlay(below, above)
    snakemake_utils.update_config(below, above)
    assert ours == below


def test_files_are_laid_over_each_other(tmp_path: Path, settings: dict[str, Any]) -> None:
    (tmp_path / "base.yaml").write_text(yaml.safe_dump(settings))
    (tmp_path / "over.yaml").write_text("results: other/\nmtm: {training: {learning_rate: 1e-3}}")
    config = read_config([tmp_path / "base.yaml", tmp_path / "over.yaml"])
    assert config.results == "other"
    assert config.mtm.training.learning_rate == 0.001
    assert config.mtm.model.width == 32


def test_nested_values_of_snakemakes_command_line_are_text(settings: dict[str, Any]) -> None:
    given_as_text = {
        "seeds": ["3", "4"],
        "masking": {"ratio": "0.25"},
        "training": {"epochs": "7", "learning_rate": "1e-3", "compile": "True"},
        "studies": {"ablation": "null"},
    }
    mtm = load_config(overlay(settings, {"mtm": given_as_text})).mtm
    assert (mtm.seeds, mtm.masking.ratio) == ((3, 4), 0.25)
    assert (mtm.training.epochs, mtm.training.learning_rate) == (7, 0.001)
    assert mtm.training.compile is True
    assert mtm.studies.ablation is None


def test_session_ids_that_look_like_numbers_stay_text(settings: dict[str, Any]) -> None:
    settings["datasets"]["mice"]["sessions"]["first"] = ["210325"]
    assert load_config(settings).datasets["mice"].session_ids() == ("210325", "c")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: [1\nb: 2", "is no valid YAML"),
        ("- a", "must hold keys and values at its top level"),
        (None, "cannot be read: No such file or directory"),
    ],
)
def test_unreadable_files_are_told(tmp_path: Path, text: str | None, message: str) -> None:
    path = tmp_path / "my.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(ConfigError, match=message) as raised:
        read_config([path])
    assert str(path) in str(raised.value)


def test_settings_survive_json_and_are_immutable(settings: dict[str, Any]) -> None:
    config = load_config(settings)
    assert Config.model_validate_json(config.model_dump_json()) == config
    assert MtM.model_validate(config.mtm.model_dump(mode="json")) == config.mtm
    with pytest.raises(ValidationError, match="frozen"):
        config.mtm.model.width = 3  # type: ignore[misc]


def test_settings_classes_check_themselves() -> None:
    assert NDT1(width=48, heads=4).width == 48
    with pytest.raises(ValidationError, match="such as 496"):
        NDT1(width=500, heads=8)

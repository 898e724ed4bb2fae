"""The page that documents the session file lists what the schema declares."""

import re
from pathlib import Path

import numpy as np
import pytest

from neurodag.sessions import open_session
from neurodag.sessions.schema import COMMON_ATTRIBUTES, MODALITIES

PAGE = (Path(__file__).parents[3] / "docs" / "session-file.md").read_text()


@pytest.mark.parametrize("modality", MODALITIES.values(), ids=MODALITIES)
def test_the_page_has_the_table_of_each_modality(modality):
    section = PAGE.split(f"## {modality.name.capitalize()}\n")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([\w, ]+) \| .* \| ?(yes|) ?\|$", section, re.MULTILINE)
    declared = [
        (name, ", ".join(variable.dims), "yes" if variable.required else "")
        for name, variable in modality.variables.items()
    ]
    assert rows == declared
    for attribute in (*modality.texts, *modality.numbers):
        assert f"`{attribute}`" in section


def test_the_page_names_the_common_attributes():
    section = PAGE.split("## Attributes\n")[1].split("\n## ")[0]
    assert set(COMMON_ATTRIBUTES) < set(re.findall(r"`(\w+)`", section))


def test_the_example_of_the_page_makes_a_valid_session(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    writing, splitting = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    names = {
        "counts": np.ones((10, 50, 2), dtype=int),
        "choice": np.ones(10, dtype=int),
        "wheel_speed": np.zeros((10, 50)),
        "region": ["CA1", "VISp"],
    }
    exec(writing, names)
    exec(splitting, names)
    assert open_session("M1_2024-05-01.nc").sizes["unit"] == 2
    assert names["training"].sizes["trial"] == 7

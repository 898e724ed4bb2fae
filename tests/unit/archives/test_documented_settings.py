"""Settings and tables in docs/archives are valid, and mean what the page says."""

import re
from pathlib import Path

import pytest
import yaml

from neurodag.archives.suite2p.stimulus import read_presentations
from neurodag.config.archives.nwb import NWBReader
from neurodag.config.archives.suite2p import Suite2pReader
from neurodag.config.base import Settings

DOCS = Path(__file__).resolve().parents[3] / "docs" / "archives"


@pytest.mark.parametrize(
    ("page", "reader", "examples"), [("nwb.md", NWBReader, 2), ("suite2p.md", Suite2pReader, 1)]
)
def test_examples_are_valid_settings(page: str, reader: type[Settings], examples: int) -> None:
    text = (DOCS / page).read_text()
    found = re.findall(r"```yaml\n(.*?)```", text, flags=re.DOTALL)
    commands = re.findall(r"--settings '(.*?)'", text)
    assert len(found) == examples
    assert len(commands) == 1
    for example in found:
        reader.model_validate(yaml.safe_load(example))
    reader.model_validate_json(commands[0])


def test_the_table_of_stimuli_can_be_read(tmp_path: Path) -> None:
    text = (DOCS / "suite2p.md").read_text()
    table = re.findall(r"^    (onset_s,.*?)\n\n", text, flags=re.DOTALL | re.MULTILINE)
    path = tmp_path / "stimulus.csv"
    path.write_text(table[0].replace("\n    ", "\n"))
    shown = read_presentations(path, 2000, Suite2pReader(frame_rate_hz=15.5))
    assert shown["condition"].tolist() == [0, 1, 2, 3]
    assert shown["epoch"].tolist() == [0, 0, 0, 1]

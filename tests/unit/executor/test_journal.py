import json
import subprocess
import sys
from pathlib import Path

import pytest
from snakemake_interface_common.exceptions import WorkflowError

from snakemake_executor_plugin_submitit.journal import Entry, Journal

HOLD = """
import sys
from pathlib import Path
from snakemake_executor_plugin_submitit.journal import Journal
journal = Journal(Path(sys.argv[1]))
print("held", flush=True)
sys.stdin.read()
"""


def entry(folder: Path, key: str, job_id: str = "1_0") -> Entry:
    return Entry(key, (key,), "fingerprint", job_id, str(folder), 12.5)


def test_remembers_what_is_open(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add([entry(tmp_path, "a"), entry(tmp_path, "b", "1_1")])
    journal.close(["a", "never submitted"])
    assert Journal(tmp_path).open == {"b": entry(tmp_path, "b", "1_1")}


def test_a_resubmission_replaces_its_predecessor(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    journal.add([entry(tmp_path, "a", "1")])
    journal.add([entry(tmp_path, "a", "2")])
    assert Journal(tmp_path).open["a"].job_id == "2"


def test_ignores_a_line_cut_short(tmp_path: Path) -> None:
    Journal(tmp_path).add([entry(tmp_path, "a")])
    with (tmp_path / "journal.jsonl").open("a") as file:
        file.write('{"key": "b", "job')
    assert set(Journal(tmp_path).open) == {"a"}


def test_forgets_jobs_whose_folder_is_gone(tmp_path: Path) -> None:
    Journal(tmp_path).add([entry(tmp_path / "removed", "a")])
    assert not Journal(tmp_path).open


def test_is_compacted_when_opened(tmp_path: Path) -> None:
    journal = Journal(tmp_path)
    for number in range(10):
        journal.add([entry(tmp_path, "a", str(number))])
    Journal(tmp_path)
    [line] = (tmp_path / "journal.jsonl").read_text().splitlines()
    assert json.loads(line)["job_id"] == "9"


def test_belongs_to_one_process_until_that_dies(tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    with subprocess.Popen(command, stdin=-1, stdout=-1, text=True) as other:
        assert other.stdout.readline() == "held\n"
        with pytest.raises(WorkflowError, match="Another Snakemake process"):
            Journal(tmp_path)
        other.kill()
        other.wait()
        Journal(tmp_path)

"""The scripts and the rules that run them belong together."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.workflow.tree import ROOT, one_thread

SCRIPTS = sorted((ROOT / "workflow_scripts").glob("*.py"))
RULES = "".join(path.read_text() for path in sorted((ROOT / "rules").glob("*.smk")))

ALL_HELPS = """
import contextlib, io, json, pathlib, runpy, sys

helps = {}
for script in sys.argv[1:]:
    sys.argv = [script, "--help"]
    with contextlib.redirect_stdout(io.StringIO()) as text, contextlib.suppress(SystemExit):
        runpy.run_path(script, run_name="__main__")
    helps[pathlib.Path(script).stem] = text.getvalue()
print(json.dumps(helps))
"""
"""One process for all of them, since each would import torch anew."""


@pytest.fixture(scope="module")
def helps() -> dict[str, str]:
    run = subprocess.run(
        [sys.executable, "-c", ALL_HELPS, *map(str, SCRIPTS)],
        env=one_thread() | {"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(run.stdout)


def command_of(script: Path) -> str:
    """The shell command, as the rule has it."""
    found = re.search(rf'"python workflow_scripts/{script.name}.*?2>&1"', RULES, flags=re.DOTALL)
    assert found, f"no rule runs {script.name}"
    return found[0]


def test_each_script_has_the_name_of_a_rule() -> None:
    assert SCRIPTS
    rules = set(re.findall(r"^rule (\w+):", RULES, flags=re.MULTILINE))
    assert rules - {"mtm"} == {script.stem for script in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_help_lists_every_option(script: Path, helps: dict[str, str]) -> None:
    listed = set(re.findall(r"^  (--[a-z-]+)", helps[script.stem], flags=re.MULTILINE))
    assert listed == set(re.findall(r'add_argument\(\s*"(--[a-z-]+)"', script.read_text()))
    assert set(re.findall(r"[ \"](--[a-z-]+)", command_of(script))) <= listed
    first_sentence = script.read_text().split('"""')[1].split("\n\n")[0]
    assert " ".join(first_sentence.split()) in " ".join(helps[script.stem].split())


def test_each_rule_has_the_fingerprint_of_its_script() -> None:
    runs = re.findall(
        r'code=code\("(\w+)"\),(?:(?!\nrule ).)*?python workflow_scripts/(\w+)', RULES, re.DOTALL
    )
    assert {script for _, script in runs} == {script.stem for script in SCRIPTS}
    assert all(fingerprinted == script for fingerprinted, script in runs)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_log_takes_all_that_the_job_prints(script: Path) -> None:
    assert command_of(script).endswith('> {log} 2>&1"')

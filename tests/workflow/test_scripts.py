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
WITHOUT_SCRIPT = {"mtm", "quantformer", "twins", "v1t", "report_so_far"}
"""Targets, and what runs the script of another rule."""

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


def family(script: Path) -> str:
    """The script's name, as the one rule has it that stands for several archives."""
    return re.sub(r"^(read|simulate)_\w+$", r"\1_{archive}", script.stem)


def rule_of(script: Path) -> str:
    """The text of the rule that runs a script."""
    blocks = re.split(r"^(?= *rule\b)", RULES, flags=re.MULTILINE)
    named = (rf"rule {script.stem}:", rf'name:\s+f"{re.escape(family(script))}"')
    found = [block for block in blocks if any(re.search(name, block) for name in named)]
    assert len(found) == 1, f"{len(found)} rules run {script.name}"
    return found[0]


def command_of(script: Path) -> str:
    """The shell command, as the rule has it, or a constant that it names."""
    rule = rule_of(script)
    if constant := re.search(r"shell:\s+([A-Z_]+)$", rule, flags=re.MULTILINE):
        rule = RULES.partition(f"\n{constant[1]} = (")[2]
    found = re.search(r'"python workflow_scripts/[^"]*"(\s+"[^"]*")*', rule)
    assert found
    return found[0]


def test_each_rule_has_a_script() -> None:
    named = re.findall(r"^ *rule (\w+):", RULES, flags=re.MULTILINE)
    looped = re.findall(r'name:\s+f"(\w+_{archive})"', RULES)
    assert {*named, *looped} - WITHOUT_SCRIPT == {
        name if (name := family(script)) in looped else script.stem for script in SCRIPTS
    }


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_help_lists_every_option(script: Path, helps: dict[str, str]) -> None:
    listed = set(re.findall(r"^  (--[a-z-]+)", helps[script.stem], flags=re.MULTILINE))
    assert listed >= set(re.findall(r'add_argument\(\s*"(--[a-z-]+)"', script.read_text()))
    assert set(re.findall(r"[ \"](--[a-z-]+)", command_of(script))) <= listed
    first_sentence = script.read_text().split('"""')[1].split("\n\n")[0]
    assert " ".join(first_sentence.split()) in " ".join(helps[script.stem].split())


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_its_rule_runs_it_and_has_its_fingerprint(script: Path) -> None:
    rule = rule_of(script)
    if f'script=f"{family(script)}"' in rule:
        assert f'code=code(f"{family(script)}")' in rule
        assert "python workflow_scripts/{params.script}.py" in rule
    else:
        assert f'code=code("{script.stem}")' in rule
        assert command_of(script).startswith(f'"python workflow_scripts/{script.name}')


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.stem)
def test_log_takes_all_that_the_job_prints(script: Path) -> None:
    assert command_of(script).endswith('> {log} 2>&1"')

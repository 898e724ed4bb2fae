"""The profile for clusters knows the workflow's rules."""

import re
from pathlib import Path

import yaml

ROOT = Path(__file__).parents[3]
PROFILE = yaml.safe_load((ROOT / "slurm/profile.yaml").read_text())
SCRIPTS = {script.stem for script in (ROOT / "workflow_scripts").glob("*.py")}
VARIANTS = set(
    re.findall(
        r"^use rule \w+ as (\w+)",
        "".join(path.read_text() for path in (ROOT / "rules").glob("*.smk")),
        re.MULTILINE,
    )
)
RULES = SCRIPTS | VARIANTS


def test_it_names_no_rule_that_does_not_exist() -> None:
    """Snakemake would not say so."""
    assert {*PROFILE["set-resources"], *PROFILE["set-threads"]} <= RULES


def test_only_small_rules_get_the_defaults() -> None:
    kinds = ("draw_", "score_", "summarise_", "report", "documentation_")
    small = {rule for rule in RULES if rule.startswith(kinds) or rule.endswith("_table")}
    assert RULES - small == set(PROFILE["set-resources"])


def test_every_rule_has_memory_and_a_time_limit() -> None:
    for resources in (PROFILE["default-resources"], *PROFILE["set-resources"].values()):
        assert {"mem_mb", "runtime"} <= set(resources)

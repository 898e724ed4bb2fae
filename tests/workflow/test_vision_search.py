"""The search for hyperparameters of V1T on a small simulated scan."""

import csv
import json

import pytest
import yaml

from tests.workflow.tree import Tree

SEARCH = """
datasets:
  scans:
    source: sensorium
    twin: {units: 8, train_images: 60, validation_images: 10, test_images: 5, image_size: [36, 64]}
    sessions: {mice: [1-1-1]}
v1t:
  cohorts:
    small: {dataset: scans, sessions: [mice]}
  networks:
    small:
      network:
        size: [18, 32]
        core: {kind: vit, patch: 6, stride: 6, blocks: 1, heads: 1, width: 8, feedforward: 8}
      training: {epochs: 1}
  studies: {performance: {cohort: small, networks: [small]}}
  search:
    cohort: small
    network: small
    trials: 4
    workers: 2
    epochs: 2
    least_epochs: 1
    reduction: 2
    space:
      core: {patch: [4, 8], stride: [4, 8], blocks: null, heads: [1, 2], width: [4, 8],
        feedforward: [4, 8]}
"""
OVERLAY = "results/v1t/search/search.yaml"
WANTED = (OVERLAY, "results/v1t/tables/search.md", "results/v1t/figures/search.pdf")


@pytest.mark.slow
def test_the_found_network_is_trained_from_the_overlay(tree: Tree) -> None:
    base = yaml.safe_load((tree.folder / "config.yaml").read_text())
    studies = dict.fromkeys(base["v1t"]["studies"])
    settings = yaml.safe_load(SEARCH)
    settings["v1t"]["studies"] = studies | settings["v1t"]["studies"]
    (tree.folder / "search.yaml").write_text(yaml.safe_dump(settings))
    files = ("--configfile", "tiny.yaml", "search.yaml")

    run = tree.snakemake(*WANTED, "--cores", "2", *files)
    assert run.returncode == 0, run.stdout
    trials = list(csv.DictReader((tree.folder / "results/v1t/tables/search.csv").open()))
    assert sorted(int(trial["trial"]) for trial in trials) == [0, 1, 2, 3]
    again = tree.snakemake(*WANTED, "-n", *files)
    assert "Nothing to be done" in again.stdout

    found = tree.plan("v1t", *files, OVERLAY)
    assert found["train_vision"] == 1
    assert not {"search_worker", "vision_search_table"} & set(found)
    (best,) = (trial for trial in trials if trial["best"] == "True")
    run = tree.snakemake("v1t", "-n", "--printshellcmds", *files, OVERLAY)
    (command,) = (line for line in run.stdout.splitlines() if "train_vision.py" in line)
    core = json.loads(command.split("--settings '")[1].split("' ")[0])["network"]["core"]
    for key in ("patch", "stride", "width", "heads"):
        assert core[key] == int(best[f"core.{key}"])

"""All studies of QuantFormer on small simulated sessions of two mice."""

import pytest

from tests.workflow.tree import Tree

CELLS = """
datasets:
  cells:
    source: allen
    twin:
      containers: {"1": {A: "11", B: "12", C: "13"}, "2": {A: "21", B: "22", C: "23"}}
      units: 12
      scale: 0.05
    sessions:
      drifting_gratings: ["11", "21"]
      static_gratings_natural_scenes: ["12", "22"]
      locally_sparse_noise: ["13", "23"]
    split: {train: 0.6667, validation: 0, test: 0.3333, order: blocks}
quantformer:
  dataset: cells
  subjects: ["1", "2"]
  stimuli: {static_gratings: null, locally_sparse_noise: null}
  windows: {active_gain: 0.02}
  networks:
    quantformer: &small
      network: {transformer: {blocks: 1, width: 8, heads: 1}, quantizer: {codes: 8}}
      training: {epochs: 2}
    autoencoder:
      network: {transformer: {blocks: 1, width: 8, heads: 1}}
      training: {epochs: 2}
    unbalanced: *small
  tunings:
    fine_tuned: &briefly {training: {epochs: 2}}
    prompt_tuned: *briefly
    without_unit_token: *briefly
  competitors:
    mean: *briefly
    crossformer:
      competitor: {width: 8, heads: 1, blocks: 1, feedforward: 8, routers: 2}
      training: {epochs: 2}
  evaluation: {samples: 8, examples: 2}
  studies:
    performance: {competitors: [mean, crossformer]}
    sizes: {codes: [4, 8], widths: [8, 16]}
    examples: {competitors: [crossformer]}
"""
TABLES = (
    *("table1", "table2", "table3", "table4", "table_a2", "table_a3", "table_a4"),
    "distributions",
)
FIGURES = (
    *("figure3", "figure_a6a7", "figure_a8", "figure_a9", "figure_a10", "calibration"),
    *("forecasts_drifting_gratings", "forecasts_natural_scenes"),
)


@pytest.mark.slow
def test_every_table_and_figure_is_made(tree: Tree) -> None:
    (tree.folder / "cells.yaml").write_text(CELLS)
    run = tree.snakemake("quantformer", "--cores", "2", "--configfile", "tiny.yaml", "cells.yaml")
    assert run.returncode == 0, run.stdout
    results = tree.results()
    for table in TABLES:
        assert results[f"quantformer/tables/{table}.md"]
    for figure in FIGURES:
        assert results[f"quantformer/figures/{figure}.png"]
    again = tree.snakemake("quantformer", "-n", "--configfile", "tiny.yaml", "cells.yaml")
    assert "Nothing to be done" in again.stdout

"""All studies of V1T on small simulated scans."""

import pytest

from tests.workflow.tree import Tree

SCANS = """
datasets:
  scans:
    source: sensorium
    twin: {units: 8, train_images: 60, validation_images: 10, test_images: 5, image_size: [36, 64]}
    sessions: {mice: [1-1-1, 2-1-1]}
  coloured:
    source: sensorium
    twin: {units: 8, train_images: 60, validation_images: 10, test_images: 5, colour: true}
    sessions: {mice: [3-1-1]}
v1t:
  cohorts:
    dataset_s: {dataset: scans, labels: [A, B]}
    dataset_f: {dataset: coloured, labels: [F]}
    dataset_f_gray: {dataset: coloured}
  networks:
    ln: &cnn
      network: {size: [18, 32], core: {layers: 2, channels: 4, first_kernel: 5, kernel: 3}}
      training: {epochs: 2}
    cnn: *cnn
    vit: &vit
      network:
        size: [18, 32]
        core: {patch: 4, stride: 4, blocks: 1, heads: 1, width: 8, feedforward: 8}
      training: {epochs: 2}
    v1t: *vit
  studies:
    performance: {networks: [cnn, v1t]}
    performance_in_colour: {networks: [cnn]}
    ensembles: {cohorts: [dataset_s], networks: [cnn], members: 2, best: 1}
    attention: {trials: 1}
    receptive_fields: {networks: [cnn, vit], units: 1, fields: {images: 500, centred: true}}
    animals: {networks: [cnn]}
    datasets: {networks: [cnn]}
    samples: {sizes: [30], seeds: 2}
"""
TABLES = (
    *("table1", "table2", "table_a3", "table_a4", "table_a5", "table_a6", "table_a7"),
    *("receptive_fields", "reliability"),
)
FIGURES = ("figure2ab", "figure_a1", "figure_a3", "figure_a4", "figure_a5", "figure_a6")


@pytest.mark.slow
def test_every_table_and_figure_is_made(tree: Tree) -> None:
    (tree.folder / "scans.yaml").write_text(SCANS)
    run = tree.snakemake("v1t", "--cores", "2", "--configfile", "tiny.yaml", "scans.yaml")
    assert run.returncode == 0, run.stdout
    results = tree.results()
    for table in TABLES:
        assert results[f"v1t/tables/{table}.md"]
    for figure in FIGURES:
        assert results[f"v1t/figures/{figure}.png"]
    again = tree.snakemake("v1t", "-n", "--configfile", "tiny.yaml", "scans.yaml")
    assert "Nothing to be done" in again.stdout

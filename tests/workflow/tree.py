"""A tree of the workflow to run Snakemake in, apart from the checkout and its results."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FILES = ("Snakefile", "config.yaml", "archives.tsv")
FOLDERS = ("rules", "workflow_scripts", "demo", "real", "showcase", "published", "src", "envs")

SESSION, OTHER_SESSION = "2024-01-01_1_tiny", "2024-01-01_2_tiny"
TINY = """
datasets:
  tiny:
    source: ibl
    reader: {before_s: 0.1, after_s: 0.3}
    twin:
      trials: 30
      bins: 20
      pre_stimulus_s: 0.1
      units: {CA1: 4, VIS: 3}
      median_rate_hz: 10.0
    sessions: {ablation: [2024-01-01_1_tiny], others: [2024-01-01_2_tiny]}
mtm:
  dataset: tiny
  seeds: [1]
  model: {blocks: 1, width: 8, heads: 2, feedforward: 8}
  training: {epochs: 2}
  evaluation: {references: [psth, truth]}
  studies:
    ablation: {schemes: [temporal, mtm_prompted]}
    mask_ratios: {schemes: [temporal], ratios: [0.5]}
    comparison: {sessions: [ablation]}
  ndt1_stitch:
    pretraining: [others]
    held_out: [ablation]
    counts: [1]
    model: {blocks: 1, width: 8, heads: 2, feedforward: 8, channels: 8}
    training: {epochs: 2}
    finetuning: {epochs: 2}
    least_units: 2
  ndt2: null
  search: {sessions: [ablation], variants: {base: {}, wide: {model: {width: 16}}}}
v1t: null
quantformer: null
"""
"""All studies of MtM on one simulated session, and another to pretrain on, as small as can be."""


class Tree:
    """A folder with copies of all that the workflow needs, and `tiny.yaml`."""

    def __init__(self, folder: Path, like: Path = ROOT) -> None:
        self.folder = folder
        for name in FILES:
            shutil.copy2(like / name, folder)
        half_written = shutil.ignore_patterns("*.pyc.*")
        for name in FOLDERS:
            shutil.copytree(like / name, folder / name, ignore=half_written)
        (folder / "tiny.yaml").write_text(TINY)

    def command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "snakemake", *arguments]

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Snakemake in a process group of its own, not waited for."""
        return subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=one_thread(),
            start_new_session=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def snakemake(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Snakemake, run to its end; `stdout` has all that it says."""
        return subprocess.run(
            self.command(*arguments),
            cwd=self.folder,
            env=one_thread(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def plan(self, *arguments: str) -> dict[str, int]:
        """How many jobs of each rule a dry run plans."""
        run = self.snakemake("--dry-run", *arguments)
        assert run.returncode == 0, run.stdout
        jobs = dict(re.findall(r"^(\w+) +(\d+)$", run.stdout, flags=re.MULTILINE))
        return {rule: int(count) for rule, count in jobs.items() if rule != "total"}

    def results(self, folder: str = "results") -> dict[str, bytes]:
        """Every result by its path, without what tells the time: logs, reports, timestamps."""
        results = self.folder / folder
        return {
            str(path.relative_to(results)): path.read_bytes()
            for path in sorted(results.rglob("*"))
            if path.is_file()
            and path.name not in {".snakemake_timestamp", "report.html"}
            and not {"logs", "state"} & set(path.parts)
        }


def copy(tree: Tree, folder: Path) -> Tree:
    """The tree once more, with its results and what Snakemake knows of them."""
    folder.mkdir(exist_ok=True)
    other = Tree(folder, like=tree.folder)
    for name in ("results", ".snakemake"):
        shutil.copytree(tree.folder / name, folder / name)
    return other


def run_everything(folder: Path) -> Tree:
    tree = Tree(folder)
    run = tree.snakemake("--cores", "2", "--configfile", "tiny.yaml")
    assert run.returncode == 0, run.stdout
    assert run.stdout.rstrip().splitlines()[-3:].count("Done. Where to look: results/report.html")
    return tree


def one_thread() -> dict[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1"}

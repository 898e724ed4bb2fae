"""A workflow whose runs the tests bring into every state."""

import os
import time
from pathlib import Path

import pytest
import yaml

from neurodag import layout
from neurodag.runs import RunId
from neurodag.status.look import AnyRun
from neurodag.training.report import ReportWriter

SETTINGS = {
    "datasets": {
        "mice": {"source": "files", "folder": "mice", "sessions": {"few": ["m1", "m2"]}},
    },
    "mtm": {
        "dataset": "mice",
        "seeds": [1, 2],
        "training": {"epochs": 40},
        "studies": {
            "ablation": {"sessions": ["few"], "schemes": ["temporal", "neuron"]},
            "units": {"sessions": ["m1"], "schemes": ["neuron", "temporal"]},
        },
    },
}
RUN = RunId("ndt1", "m1", "neuron", 0.3, 2)


class Results:
    """What a run leaves in the results folder."""

    folder = "results"

    def path(self, pattern: str, run: AnyRun = RUN) -> Path:
        path = Path(self.folder) / run.path(pattern)
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def log(self, text: str, age: float = 0.0, run: RunId = RUN) -> Path:
        path = self.path(layout.RUN.log, run)
        path.write_text(text)
        os.utime(path, (time.time() - age,) * 2)
        return path

    def report(self, epoch: int = 3, age: float = 0.0, run: RunId = RUN, **fields: object) -> None:
        """The report of this process, which is alive, unless `fields` say other things."""
        writer = ReportWriter(self.path(layout.RUN.report, run), epochs=40)
        writer.report.epoch = epoch
        writer.report.best_validation = 0.25
        writer.write()
        changed = {"updated": time.time() - age, "slurm_job_id": None, **fields}
        told = writer.report.model_copy(update=changed)
        writer.path.write_text(told.model_dump_json())

    def outputs(self, run: AnyRun = RUN) -> Path:
        folder = self.path(run.place.folder, run)
        folder.mkdir(parents=True)
        for name in ("weights.safetensors", "history.nc"):
            (folder / name).touch()
        return folder


@pytest.fixture
def results(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text(yaml.safe_dump(SETTINGS))
    return Results()

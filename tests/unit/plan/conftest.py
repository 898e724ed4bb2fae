"""Settings with a run of every kind, of networks that are small."""

from pathlib import Path
from typing import Any

import pytest
import yaml

SMALL = {"blocks": 1, "width": 8, "heads": 2, "feedforward": 12}
SCHEMES = ["mtm_prompted", "temporal"]
CORES = {
    "v1t": {"kind": "vit", "patch": 4, "blocks": 2, "heads": 2, "width": 6, "feedforward": 10},
    "cnn": {"kind": "cnn", "layers": 2, "channels": 6, "first_kernel": 5, "kernel": 3},
}
EPOCHS, BATCH = 8, 4
"""Of networks from images to responses."""
SETTINGS: dict[str, Any] = {
    "datasets": {
        "scans": {
            "source": "sensorium",
            "folder": "scans",
            "sessions": {"mice": ["21067-10-18", "25311-10-26"], "others": ["1-2-3"]},
        },
        "pictures": {
            "source": "files",
            "folder": "pictures",
            "holds": "images",
            "sessions": {"mice": ["p1", "p2"]},
        },
        "mice": {
            "source": "files",
            "folder": "mice",
            "sessions": {"many": ["m1", "m2", "m3"], "few": ["m4"]},
            "split": {"train": 0.5, "validation": 0.25, "test": 0.25},
        },
    },
    "mtm": {
        "dataset": "mice",
        "seeds": [1, 2],
        "model": SMALL,
        "training": {"epochs": 10, "batch_size": 4, "validation_interval": 3},
        "studies": {"ablation": {"sessions": ["few"], "schemes": SCHEMES}},
        "ndt1_stitch": {
            "pretraining": ["many"],
            "held_out": ["few"],
            "counts": [2],
            "schemes": SCHEMES,
            "model": {**SMALL, "channels": 5},
            "training": {"epochs": 3, "batch_size": 4},
            "finetuning": {"epochs": 5, "batch_size": 4, "precision": "bfloat16"},
        },
    },
    "v1t": {
        "cohorts": {
            "known": {"dataset": "scans", "sessions": ["mice"]},
            "gray": {"dataset": "scans", "sessions": ["mice"], "gray": True},
            "unknown": {"dataset": "scans", "sessions": ["others"]},
            "own": {"dataset": "pictures", "sessions": ["mice"]},
        },
        "networks": {
            name: {
                "network": {"core": core, "size": [9, 12]},
                "training": {"epochs": EPOCHS, "batch_size": BATCH},
            }
            for name, core in CORES.items()
        },
        "studies": {
            "performance": {"cohort": "known", "networks": ["v1t"]},
            "ensembles": {"cohorts": ["known"], "networks": ["v1t"], "members": 3, "best": 2},
            "animals": {"cohort": "own", "networks": ["cnn"]},
            "datasets": {"origin": "gray", "target": "unknown", "networks": ["cnn"]},
            "samples": {"cohort": "known", "networks": ["cnn", "v1t"], "sizes": [7], "seeds": 2},
        },
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workflow without recordings."""
    monkeypatch.chdir(tmp_path)
    Path("config.yaml").write_text(yaml.safe_dump(SETTINGS))
    return tmp_path

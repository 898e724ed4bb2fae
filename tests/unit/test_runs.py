"""The networks that studies want."""

from pathlib import Path

from neurodag import layout
from neurodag.config import read_config
from neurodag.runs import RunId, runs_of

CONFIG = read_config([Path(__file__).resolve().parents[2] / "config.yaml"])


def test_schemes_without_a_ratio_are_trained_once() -> None:
    study = CONFIG.mtm.studies.mask_ratios
    assert study is not None
    runs = runs_of(CONFIG.mtm, study, ["a", "b"])
    assert len(runs) == len(set(runs)) == 2 * (4 * 3 + 2)
    assert [run.ratio for run in runs if (run.session, run.scheme) == ("a", "causal")] == [0.3]
    assert [run.ratio for run in runs if (run.session, run.scheme) == ("a", "neuron")] == [
        0.1,
        0.3,
        0.6,
    ]


def test_seeds_vary_fastest() -> None:
    study = CONFIG.mtm.studies.comparison
    assert study is not None
    mtm = CONFIG.mtm.model_copy(update={"seeds": (1, 2)})
    assert runs_of(mtm, study, ["a"]) == [
        ("a", "mtm_prompted", 0.3, 1),
        ("a", "mtm_prompted", 0.3, 2),
        ("a", "temporal", 0.3, 1),
        ("a", "temporal", 0.3, 2),
    ]


def test_paths_of_a_run() -> None:
    run = RunId("mouse-1", "neuron", 0.25, 7)
    assert run.path(layout.RUN) == "mtm/runs/mouse-1/neuron_ratio-0.25_seed-7"
    assert run.path(layout.STATE) == "state/mtm/mouse-1/neuron_ratio-0.25_seed-7.pt"
    assert Path(run.path(layout.REPORT)) == Path(run.path(layout.STATE)).with_suffix(".json")

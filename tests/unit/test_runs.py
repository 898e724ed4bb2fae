"""The networks that studies want."""

from pathlib import Path

from neurodag import layout
from neurodag.config import Search, read_config
from neurodag.config.many_sessions import NDT2Study
from neurodag.runs import RunId, VariantId, runs_of, studies_of, variants_of

CONFIG = read_config([Path(__file__).resolve().parents[2] / "config.yaml"])


def test_schemes_without_a_ratio_are_trained_once() -> None:
    runs = runs_of(CONFIG.mtm, studies_of(CONFIG.mtm)["mask_ratios"], ["a", "b"])
    assert len(runs) == len(set(runs)) == 2 * (4 * 3 + 2)
    assert [run.ratio for run in runs if (run.session, run.scheme) == ("a", "causal")] == [0.3]
    assert [run.ratio for run in runs if (run.session, run.scheme) == ("a", "neuron")] == [
        0.1,
        0.3,
        0.6,
    ]


def test_seeds_vary_fastest() -> None:
    mtm = CONFIG.mtm.model_copy(update={"seeds": (1, 2)})
    assert runs_of(mtm, studies_of(mtm)["comparison"], ["a"]) == [
        ("ndt1", "a", "mtm_prompted", 0.3, 1),
        ("ndt1", "a", "mtm_prompted", 0.3, 2),
        ("ndt1", "a", "temporal", 0.3, 1),
        ("ndt1", "a", "temporal", 0.3, 2),
    ]


def test_studies_of_other_networks_have_names_of_their_own() -> None:
    study = {"sessions": ["x"], "schemes": ["random_token", "mtm_prompted"]}
    settings = {"pretraining": ["x"], "held_out": ["y"], "schemes": study["schemes"]}
    ndt2 = NDT2Study.model_validate({**settings, "comparison": study})
    studies = studies_of(CONFIG.mtm.model_copy(update={"ndt2": ndt2}))
    assert studies["ndt2_comparison"] == ("ndt2", ndt2.comparison)
    assert "ndt2_ablation" not in studies
    assert {studies[name].architecture for name, study in CONFIG.mtm.studies if study} == {"ndt1"}


def test_paths_of_a_run() -> None:
    run = RunId("ndt1", "mouse-1", "neuron", 0.25, 7)
    assert run.path(layout.RUN.folder) == "mtm/runs/ndt1/mouse-1/neuron_ratio-0.25_seed-7"
    assert run.path(layout.RUN.state) == "state/mtm/runs/ndt1/mouse-1/neuron_ratio-0.25_seed-7.pt"
    state, report = (Path(run.path(path)) for path in (layout.RUN.state, layout.RUN.report))
    assert report == state.with_suffix(".json")


def test_variants_are_trained_on_every_session_for_every_seed() -> None:
    search = Search.model_validate(
        {"sessions": ["x"], "scheme": "neuron", "variants": {"base": {}, "wide": {}}}
    )
    assert variants_of(search, iter(["a", "b"]), iter([1, 2])) == {
        name: [(name, session, "neuron", seed) for session in "ab" for seed in (1, 2)]
        for name in ("base", "wide")
    }
    run = VariantId("wide", "mouse-1", "neuron", 7)
    assert run.path(run.place.folder) == "mtm/search/wide/mouse-1/neuron_seed-7"
    assert run.path(run.place.report) == "state/mtm/search/wide/mouse-1/neuron_seed-7.json"
    assert run.path(run.place.log) == "logs/train_variant/wide/mouse-1/neuron_seed-7.log"

"""The runs of QuantFormer's studies: what they have seen, which rows they stand in."""

import pytest

from neurodag.config.forecast import ForecastNetwork, PretrainedNetwork, Tuning
from neurodag.config.forecast.quantformer import QuantFormer
from neurodag.errors import ConfigError
from neurodag.forecast_rows import forecast_runs, rows_of
from neurodag.forecast_runs import (
    AdaptedId,
    CompetitorId,
    PretrainedId,
    by_subject,
    network_of,
    seen_in,
)

SHOWN = {
    "gratings": {"a": "a1", "b": "b1"},
    "scenes": {"a": "a2", "b": "b2"},
    "noise": {"a": "a2", "b": "b2"},
}


def settings(**studies):
    return QuantFormer.model_validate(
        {
            "dataset": "mice",
            "stimuli": {stimulus: list(by.values()) for stimulus, by in SHOWN.items()},
            "subjects": ["a", "b"],
            "seeds": [1, 2],
            "networks": {
                "quantformer": {},
                "autoencoder": {"network": {"quantizer": None}},
                "unbalanced": {"balance": "none"},
            },
            "tunings": {"fine_tuned": {}, "prompt_tuned": {}, "without_unit_token": {}},
            "competitors": {"lstm": {"competitor": {"kind": "lstm"}}},
            "studies": studies,
        }
    )


def rows(name, predicted, **keys):
    quantformer = settings(**{name: keys})
    return rows_of(getattr(quantformer.studies, name), quantformer, SHOWN, predicted)


def test_every_stimulus_has_a_session_of_each_subject():
    sessions = {stimulus: tuple(by.values()) for stimulus, by in SHOWN.items()}
    assert by_subject(sessions, ["a", "b"]) == SHOWN
    assert by_subject(sessions, None)["scenes"] == {"a1": "a2", "b1": "b2"}
    with pytest.raises(ConfigError, match=r"`quantformer.stimuli.noise` has 1 session\(s\), but"):
        by_subject(sessions | {"noise": ("a2",)}, None)


def test_what_a_scope_has_seen():
    assert seen_in("all", SHOWN) == (("a1", "b1", "a2", "b2"), ("gratings", "scenes", "noise"))
    assert seen_in("without.scenes", SHOWN) == (("a1", "b1", "a2", "b2"), ("gratings", "noise"))
    assert seen_in("only.gratings", SHOWN) == (("a1", "b1"), ("gratings",))
    assert seen_in("without.b", SHOWN) == (("a1", "a2"), ("gratings", "scenes", "noise"))


@pytest.mark.parametrize("scope", ["gratings", "only.words", "without.", "none", ""])
def test_nothing_else_is_a_scope(scope):
    with pytest.raises(KeyError):
        seen_in(scope, SHOWN)


def test_networks_of_another_size_differ_in_nothing_else():
    quantformer = settings()
    wider = network_of(quantformer, "unbalanced.width-64")
    assert wider.balance == "none"
    assert wider.network.transformer.width == 64
    fewer = network_of(quantformer, "quantformer.codes-4")
    assert fewer.network.quantizer.codes == 4
    back = fewer.network.quantizer.model_copy(update={"codes": 32})
    assert fewer.network.model_copy(update={"quantizer": back}) == ForecastNetwork()
    with pytest.raises(KeyError):
        network_of(quantformer, "quantformer.codes-few")


def test_performance_sets_tunings_beside_competitors():
    found = rows("performance", "response", competitors=["lstm"], stimuli=["scenes"])
    assert list(found) == ["lstm", "quantformer", "quantformer_prompt_tuned"]
    assert found["lstm"][0] == CompetitorId("lstm", "signals", "scenes", "a", 1)
    assert [len(runs) for runs in found.values()] == [4, 4, 4]  # two subjects, two seeds
    assert found["quantformer"][0] == AdaptedId(
        "all", "quantformer", "fine_tuned", "codes", "scenes", "a", 1
    )
    active = rows("performance", "activation", competitors=["lstm"])
    assert {run.task for runs in active.values() for run in runs} == {"activation"}


def test_ablation_takes_parts_away():
    found = rows("ablation", "response", stimuli=["gratings"])
    methods = {row: {(run.method, run.task) for run in runs} for row, runs in found.items()}
    assert methods == {
        "baseline": {("none/quantformer/without_unit_token", "signals")},
        "learnable_tokens": {("none/quantformer/fine_tuned", "signals")},
        "autoencoder": {("only.gratings/autoencoder/fine_tuned", "signals")},
        "quantization": {("only.gratings/quantformer/fine_tuned", "codes")},
    }


def test_what_is_adapted_to_was_left_out():
    found = rows("generalization", "activation")
    assert all(run.scope == f"without.{run.subject}" for run in found["subjects"])
    assert all(run.scope == f"without.{run.stimulus}" for run in found["stimuli"])
    assert len(found["stimuli"]) == 3 * 2 * 2
    assert list(rows("generalization", "activation", stimuli=["noise"])) == ["subjects"]


def test_a_size_that_is_the_network_s_own_is_trained_once():
    found = rows("sizes", "response", stimuli=["noise"], codes=[4, 32], widths=[128, 256])
    networks = {row: runs[0].network for row, runs in found.items()}
    assert networks == {
        "k_4": "quantformer.codes-4",
        "k_32": "quantformer",
        "d_128": "quantformer",
        "d_256": "quantformer.width-256",
    }


def test_pretrained_networks_come_with_what_is_adapted_from_them():
    quantformer = settings(ablation={"stimuli": ["noise"]}, quantization={})
    found = forecast_runs(quantformer, SHOWN)
    assert list(found) == ["ablation", "quantization"]
    pretrained = {run for run in found["ablation"] if isinstance(run, PretrainedId)}
    assert {run.scope for run in pretrained} == {"only.noise"}
    assert {run.network for run in pretrained} == {"autoencoder", "quantformer"}
    assert found["quantization"] == [
        PretrainedId("all", "quantformer", 1),
        PretrainedId("all", "unbalanced", 1),
    ]


def test_names_that_point_to_nothing_are_told():
    with pytest.raises(ValueError, match=r"studies.codes.network is transformer, which `networks`"):
        settings(codes={"network": "transformer"})
    with pytest.raises(ValueError, match=r"network.quantizer is not null; give it one without"):
        settings(ablation={"autoencoder": "quantformer"})
    with pytest.raises(ValueError, match="no stimulus is left"):
        QuantFormer(
            dataset="mice",
            stimuli={"scenes": None},
            networks={"quantformer": PretrainedNetwork()},
            tunings={"fine_tuned": Tuning()},
        )

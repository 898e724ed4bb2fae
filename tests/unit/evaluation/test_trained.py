"""How a trained network is asked."""

import pytest
import torch

from neurodag.evaluation import trained as module
from tests.unit.evaluation.networks import BINS, MODELS, UNITS, some_counts, trained


@torch.no_grad()
def one_at_a_time(trained, counts, units, matching):
    """The plain loop: zero one unit, run the network, keep that unit's log-rates."""
    columns = []
    for unit in units:
        hidden = counts.clone()
        hidden[..., unit] = 0
        log_rates = trained.network(hidden, session=trained.session, **trained.mode(matching))
        columns.append(log_rates[..., unit])
    return torch.stack(columns, dim=-1)


@pytest.mark.parametrize("architecture", MODELS)
@pytest.mark.parametrize("tokens", [1, 2 * BINS, 1 << 14])
@pytest.mark.parametrize("matching", ["neuron", "causal", "intra_region"])
@pytest.mark.parametrize("scheme", ["neuron", "causal", "mtm_unprompted", "mtm_prompted"])
def test_hidden_units_equal_a_loop_over_units(monkeypatch, scheme, matching, tokens, architecture):
    monkeypatch.setattr(module, "TOKENS_AT_ONCE", {"cpu": tokens})
    network = trained(scheme, architecture=architecture)
    counts, units = some_counts(), torch.arange(UNITS)
    result = network.log_rates_of_hidden_units(counts, units, matching)
    expected = one_at_a_time(network, counts, units, matching)
    torch.testing.assert_close(result, expected, rtol=1e-5, atol=1e-5)
    unmasked = network.log_rates(counts, matching)
    assert (result - unmasked).abs().max() > 0.1, "hiding a unit matters in this network"


@pytest.mark.parametrize("architecture", MODELS)
@pytest.mark.parametrize("units", [[4], [5, 0, 1]])
def test_some_units_in_any_order(units, architecture):
    network = trained(architecture=architecture)
    counts, units = some_counts(), torch.tensor(units)
    result = network.log_rates_of_hidden_units(counts, units, "neuron")
    expected = one_at_a_time(network, counts, units, "neuron")
    torch.testing.assert_close(result, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("architecture", MODELS)
def test_nobody_spikes(architecture):
    network = trained(architecture=architecture)
    counts, units = torch.zeros(2, BINS, UNITS), torch.arange(UNITS)
    result = network.log_rates_of_hidden_units(counts, units, "neuron")
    torch.testing.assert_close(result, network.log_rates(counts, "neuron"))


def test_counts_stay_as_they_were():
    counts = some_counts()
    before = counts.clone()
    trained().log_rates_of_hidden_units(counts, torch.arange(UNITS), "neuron")
    assert torch.equal(counts, before)


@pytest.mark.parametrize("architecture", MODELS)
@pytest.mark.parametrize("tokens", [1, 3 * BINS])
def test_chunks_do_not_change_log_rates(monkeypatch, tokens, architecture):
    network, counts = trained(architecture=architecture), some_counts()
    whole = network.log_rates(counts, "neuron")
    monkeypatch.setattr(module, "TOKENS_AT_ONCE", {"cpu": tokens})
    torch.testing.assert_close(network.log_rates(counts, "neuron"), whole)


@pytest.mark.parametrize(("architecture", "trials"), [("ndt1", 5), ("ndt1_stitch", 5), ("ndt2", 2)])
def test_tokens_that_go_through_together(monkeypatch, architecture, trials):
    monkeypatch.setattr(module, "TOKENS_AT_ONCE", {"cpu": 5 * BINS})
    assert trained(architecture=architecture).rows_at_once(some_counts()) == trials


@pytest.mark.parametrize(
    ("scheme", "matching", "prompt", "causal"),
    [
        ("mtm_prompted", "neuron", 0, False),
        ("mtm_prompted", "causal", 1, True),
        ("mtm_prompted", "inter_region", 2, False),
        ("mtm_prompted", "intra_region", 3, False),
        ("mtm_unprompted", "neuron", None, False),
        ("mtm_unprompted", "causal", None, True),
        ("causal", "neuron", None, True),
        ("causal", "causal", None, True),
        ("temporal", "causal", None, False),
        ("random_token", "causal", None, False),
        ("neuron", "causal", None, False),
        ("intra_region", "intra_region", None, False),
    ],
)
def test_prompt_and_attention(scheme, matching, prompt, causal):
    assert trained(scheme).mode(matching) == {"prompt": prompt, "causal": causal}


def test_unprompted_forward_prediction_may_look_ahead_as_the_authors_let_it():
    network = trained("mtm_unprompted", causal_unprompted=False)
    assert network.mode("causal") == {"prompt": None, "causal": False}
    assert trained("mtm_prompted", causal_unprompted=False).mode("causal")["causal"]

"""What holds for networks of every architecture."""

import pytest
import torch

from neurodag.models.build import build_network
from neurodag.models.weights import load_weights, save_weights
from neurodag.nn.rows import rows_of_batch
from tests.unit.models.networks import (
    BINS,
    LARGE,
    MODELS,
    ONE,
    PROMPTS,
    TWIN,
    description,
    network,
    some_counts,
)

MANY = ["ndt1_stitch", "ndt2"]
every_architecture = pytest.mark.parametrize("architecture", MODELS)
of_many_sessions = pytest.mark.parametrize("architecture", MANY)


@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("prompt", [None, 3])
@of_many_sessions
def test_log_rates_of_every_session_have_the_shape_of_its_counts(architecture, prompt, causal):
    model = network(architecture)
    for session in (ONE, TWIN, LARGE):
        counts = some_counts(session)
        log_rates = model(counts, session=session, prompt=prompt, causal=causal)
        assert log_rates.shape == counts.shape


@of_many_sessions
def test_unknown_session(architecture):
    with pytest.raises(KeyError, match="somebody"):
        network(architecture)(some_counts(), session="somebody")


@pytest.mark.parametrize("prompts", [0, PROMPTS])
@pytest.mark.parametrize("bin_", range(1, BINS))
@every_architecture
def test_causal_context_leaks_nothing_of_the_future(architecture, bin_, prompts):
    model, counts = network(architecture, prompts=prompts), some_counts()
    changed = counts.clone()
    changed[:, bin_:] += 3
    prompt = 1 if prompts else None
    before, after = (model(x, session=ONE, prompt=prompt, causal=True) for x in (counts, changed))
    assert torch.equal(before[:, :bin_], after[:, :bin_])
    assert (before[:, bin_:] != after[:, bin_:]).all()


@every_architecture
def test_causal_context_has_the_past_and_all_of_the_same_bin(architecture):
    model, counts = network(architecture), some_counts()
    for bin_ in range(BINS):
        changed = counts.clone()
        changed[:, bin_, 0] += 3
        before, after = (model(x, session=ONE, prompt=1, causal=True) for x in (counts, changed))
        assert (before[:, bin_:] != after[:, bin_:]).all(), "of all units"


@every_architecture
def test_bidirectional_context_has_all_bins(architecture):
    model, counts = network(architecture), some_counts()
    changed = counts.clone()
    changed[:, -1, 0] += 3
    before, after = (model(x, session=ONE) for x in (counts, changed))
    assert (before != after).all()


@pytest.mark.parametrize("causal", [False, True])
@every_architecture
def test_each_prompt_changes_the_output(architecture, causal):
    model, counts = network(architecture), some_counts()
    outputs = [
        model(counts, session=ONE, prompt=prompt, causal=causal)
        for prompt in (None, *range(PROMPTS))
    ]
    for i, one in enumerate(outputs):
        for other in outputs[:i]:
            assert (one - other).abs().amax(dim=(0, 2)).gt(1e-6).all(), "in every bin"


@every_architecture
def test_prompts_are_for_networks_that_have_any(architecture):
    model, counts = network(architecture, prompts=0), some_counts()
    assert torch.equal(model(counts, session=ONE, prompt=2), model(counts, session=ONE))


@pytest.mark.parametrize("causal", [False, True])
@every_architecture
def test_trials_do_not_mix(architecture, causal):
    model, counts = network(architecture), some_counts()
    together = model(counts, session=ONE, prompt=1, causal=causal)
    alone = model(counts[1:2], session=ONE, prompt=1, causal=causal)
    torch.testing.assert_close(together[1:2], alone)


@every_architecture
def test_bins_and_units_are_told_apart_by_their_place(architecture):
    log_rates = network(architecture)(torch.zeros_like(some_counts()), session=ONE)[0]
    assert len(log_rates.unique(dim=0)) == BINS
    assert len(log_rates.unique(dim=1).T) == 6


@of_many_sessions
def test_sessions_of_as_many_units_share_none_of_their_parameters(architecture):
    model, counts = network(architecture), some_counts()
    ours, twins = (model(counts, session=session, prompt=0) for session in (ONE, TWIN))
    assert (ours != twins).any()
    ours.sum().backward()
    touched = {name for name, weight in model.named_parameters() if weight.grad is not None}
    of_one = {name for name in model.state_dict() if "5dcee0eb" in name}
    of_others = {name for name in model.state_dict() if "twin" in name or "large" in name}
    assert of_one
    assert of_one <= touched
    assert not of_others & touched
    assert len(of_others) == 2 * len(of_one)


@of_many_sessions
def test_session_token_can_be_left_out(architecture):
    model = network(architecture, model=MODELS[architecture] | {"session_token": False})
    assert not [name for name in model.state_dict() if "session_token" in name]
    counts = some_counts()
    equal = torch.equal(model(counts, session=ONE), model(counts, session=TWIN))
    assert equal == (architecture == "ndt2"), "NDT2 has nothing else of a session"


@pytest.mark.parametrize("causal", [False, True])
@every_architecture
def test_bfloat16(architecture, causal):
    model, counts = network(architecture), some_counts()
    expected = model(counts, session=ONE, prompt=1, causal=causal)
    with torch.autocast("cpu", torch.bfloat16):
        log_rates = model(counts, session=ONE, prompt=1, causal=causal)
    torch.testing.assert_close(log_rates.float(), expected, atol=0.05, rtol=0.05)
    log_rates.float().sum().backward()
    assert all(p.grad is None or p.grad.isfinite().all() for p in model.parameters())


@pytest.mark.parametrize("causal", [False, True])
@every_architecture
def test_part_of_a_batch_is_dropped_as_in_the_whole_batch(architecture, causal):
    model, counts = network(architecture).train(), some_counts()
    torch.manual_seed(1)
    whole = model(counts, session=ONE, prompt=1, causal=causal)
    torch.manual_seed(1)
    with rows_of_batch(slice(1, 3), 3):
        part = model(counts[1:3], session=ONE, prompt=1, causal=causal)
    torch.testing.assert_close(part, whole[1:3])
    assert not torch.allclose(model(counts, session=ONE, prompt=1, causal=causal), whole)


@every_architecture
def test_weights_and_their_description_are_enough_to_build_it_again(architecture, tmp_path):
    model = network(architecture)
    save_weights(model.state_dict(), description(architecture), tmp_path / "weights")
    weights, said = load_weights(tmp_path / "weights")
    again = build_network(said).eval()
    again.load_state_dict(weights)
    counts = some_counts()
    assert torch.equal(again(counts, session=ONE, prompt=2), model(counts, session=ONE, prompt=2))


def test_no_such_architecture():
    with pytest.raises(ValueError, match="'ndt3' is no architecture"):
        build_network(description("ndt1") | {"architecture": "ndt3"})

"""Vector quantization."""

import pytest
import torch
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from neurodag.config.forecast import Quantizer
from neurodag.models.forecast.quantizer import VectorQuantizer, perplexity

WIDTH = 3
PLAIN = {"affine_rate": 0.0, "synchrony": 0.0}


def quantizer(width: int = WIDTH, seed: int = 0, **changes: object) -> VectorQuantizer:
    torch.manual_seed(seed)
    return VectorQuantizer(width, Quantizer(**{"codes": 6} | changes))


@torch.no_grad()
def moved(of: VectorQuantizer) -> VectorQuantizer:
    """With a scale and a bias, one scale being negative."""
    of.scale.copy_(torch.tensor([0.1, -0.3, 0.05]))
    of.bias.copy_(torch.tensor([0.2, -0.1, 0.0]))
    return of


def some_vectors(number: int = 40, seed: int = 1):
    return torch.randn(number, WIDTH, generator=torch.Generator().manual_seed(seed))


def draw(seed: int = 0):
    return torch.Generator().manual_seed(seed)


@given(seed=st.integers(0, 2**31), affine=st.booleans())
@hypothesis_settings(max_examples=20, deadline=None)
def test_every_vector_gets_its_nearest_code(seed, affine):
    made = quantizer(seed=seed)
    made = moved(made) if affine else made
    vectors = some_vectors(10, seed).view(2, 5, WIDTH)
    places = made.placed().detach()
    quantized = made(vectors)
    for row in range(2):
        for place in range(5):
            distances = [(vectors[row, place] - code).norm().item() for code in places]
            assert quantized.codes[row, place] == distances.index(min(distances))
    assert torch.equal(quantized.vectors, places[quantized.codes])
    assert torch.equal(made.codes(vectors), quantized.codes)


def test_codes_are_looked_up_where_vectors_found_them():
    made = moved(quantizer())
    every_code = torch.arange(6)
    assert torch.equal(made.codes(made.lookup(every_code)), every_code)
    expected = torch.tensor([2.0, -2.0, 1.5]) * made.entries + torch.tensor([2.0, -1.0, 0.0])
    torch.testing.assert_close(made.lookup(every_code), expected)


@pytest.mark.parametrize("synchrony", [0.0, 0.2])
def test_gradients_pass_straight_to_vectors_and_by_a_share_to_codes(synchrony):
    made = quantizer(affine_rate=0.0, synchrony=synchrony)
    vectors, towards = some_vectors().requires_grad_(), some_vectors(seed=2)
    quantized = made(vectors)
    (quantized.vectors * towards).sum().backward()
    assert torch.equal(vectors.grad, towards)
    expected = torch.zeros(6, WIDTH).index_add(0, quantized.codes, synchrony * towards)
    torch.testing.assert_close(made.entries.grad, expected)


def test_loss_draws_code_and_vector_together_by_their_weights():
    made = quantizer(codes=1, **PLAIN, codebook_weight=0.7, commitment_weight=0.2)
    vector = torch.tensor([[1.0, 2.0, -1.0]], requires_grad=True)
    apart = (vector - made.entries).detach()
    loss = made(vector).loss
    assert loss.item() == pytest.approx(0.9 * apart.square().mean().item())
    loss.backward()
    torch.testing.assert_close(vector.grad, 0.2 * 2 / 3 * apart)
    torch.testing.assert_close(made.entries.grad, -0.7 * 2 / 3 * apart)


def test_scale_and_bias_learn_faster_than_codes():
    made = quantizer(affine_rate=10.0)
    before = made.placed().detach()
    optimizer = torch.optim.Adam([made.bias], lr=1e-3)
    made(some_vectors() + 5).loss.backward()
    optimizer.step()
    torch.testing.assert_close(made.placed() - before, torch.full((6, WIDTH), 10e-3))


def test_no_scale_and_bias():
    made = quantizer(affine_rate=0.0)
    assert [name for name, _ in made.named_parameters()] == ["entries"]
    assert made.placed() is made.entries


def test_a_code_is_replaced_after_so_many_batches_without_use():
    made = quantizer(replace_after=3)
    before, vectors = made.entries.detach().clone(), some_vectors()
    use = [[0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4], [0, 1, 2, 3], [0, 1, 2, 3], [0, 1, 2, 3]]
    replaced = [made.replace_unused(vectors, torch.tensor(codes), draw()) for codes in use]
    assert [each.nonzero().flatten().tolist() for each in replaced] == [[], [], [], [5], [4]]
    assert torch.equal(made.entries[:4], before[:4])
    assert made.entries[4:].ne(before[4:]).all()
    assert made.unused.tolist() == [0, 0, 0, 0, 0, 1]


@pytest.mark.parametrize("affine_rate", [0.0, 10.0])
def test_replaced_codes_are_where_vectors_are(affine_rate):
    made = quantizer(replace_after=1, replacement_noise=0.0, affine_rate=affine_rate)
    made = moved(made) if affine_rate else made
    vectors = some_vectors()
    made.replace_unused(vectors, torch.tensor([2]), draw())
    distances = torch.cdist(made.placed().detach(), vectors)
    distances[2] = torch.inf
    nearest = distances.min(dim=1)
    assert nearest.values[[0, 1, 3, 4, 5]].max() < 1e-5
    assert len(set(nearest.indices[[0, 1, 3, 4, 5]].tolist())) == 5, "no vector twice"


def test_codes_can_be_placed_where_the_scale_is_zero():
    made = quantizer(replace_after=1)
    with torch.no_grad():
        made.scale.fill_(-0.1)  # 1 + 10 · −0.1
    made.replace_unused(some_vectors(), torch.tensor([0]), draw())
    assert made.entries.isfinite().all()


def test_noise_is_a_share_of_the_length():
    width = 500
    made = quantizer(width, codes=40, replace_after=1, replacement_noise=0.01, **PLAIN)
    vector = 3 * torch.ones(1, width)
    made.replace_unused(vector, torch.tensor([0]), draw())
    noise = (made.entries[1:] - vector).std().item()
    assert noise == pytest.approx(0.01 * 3 * width**0.5, rel=0.05)


def test_fewer_vectors_than_codes():
    made = quantizer(replace_after=1, replacement_noise=0.0)
    vectors = some_vectors(2)
    made.replace_unused(vectors, torch.tensor([0]), draw())
    assert torch.cdist(made.placed().detach()[1:], vectors).min(dim=1).values.max() < 1e-5


def test_replacement_depends_on_the_draw_alone():
    books = []
    for seed in (0, 0, 1):
        made = quantizer(replace_after=1)
        torch.manual_seed(seed + 5)
        made.replace_unused(some_vectors(), torch.tensor([0]), draw(seed))
        books.append(made.entries.detach())
    assert torch.equal(books[0], books[1])
    assert not torch.equal(books[0], books[2])


def test_batches_without_use_are_part_of_the_state():
    made, again = quantizer(), quantizer(seed=1)
    made.replace_unused(some_vectors(), torch.tensor([0]), draw())
    again.load_state_dict(made.state_dict())
    assert again.unused.tolist() == [0, 1, 1, 1, 1, 1]


def test_nothing_is_counted_but_when_it_is_asked_for():
    made = quantizer().train()
    made(some_vectors())
    assert made.unused.eq(0).all()


@pytest.mark.parametrize(("replace_after", "found"), [(5, 6), (10_000, 1)])
def test_replaced_codes_find_clusters_far_away(replace_after, found):
    """All vectors would share the code that is nearest to them, and it alone would move."""
    angles = torch.arange(6) * torch.pi / 3
    centres = 10 + torch.stack([angles.cos(), angles.sin(), 0 * angles], dim=1)
    vectors = centres.repeat(20, 1) + 0.01 * some_vectors(120)
    made = quantizer(replace_after=replace_after, affine_rate=0.0)
    optimizer, random = torch.optim.Adam(made.parameters(), lr=1e-2), draw()
    for _ in range(100):
        optimizer.zero_grad()
        quantized = made(vectors)
        quantized.loss.backward()
        made.replace_unused(vectors, quantized.codes, random)
        optimizer.step()
    assert perplexity(made.codes(centres), 6).item() == pytest.approx(found)


def test_half_precision_comes_in_and_single_comes_out():
    made, vectors = moved(quantizer()), some_vectors().bfloat16()
    with torch.autocast("cpu", torch.bfloat16):
        quantized = made(vectors)
    assert quantized.vectors.dtype == quantized.loss.dtype == torch.float32
    assert torch.equal(quantized.codes, made.codes(vectors.float()))


@pytest.mark.parametrize(
    ("codes", "expected"), [([3, 3, 3], 1), ([0, 1, 2, 3], 4), ([0, 0, 1, 1], 2)]
)
def test_perplexity(codes, expected):
    assert perplexity(torch.tensor(codes), 5).item() == pytest.approx(expected)

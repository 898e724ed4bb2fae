"""The vision transformer: size, behaviour, attention, regularisation."""

import pytest
import torch

from neurodag.config.vision import ViTCore
from neurodag.models.vision.vit import ViT
from tests.unit.models.vision.networks import CORES, SIZE, parameters, some_images

ROWS, COLUMNS = 6, 9
VARIABLES = 3


def vit(seed=0, variables=VARIABLES, **changes):
    torch.manual_seed(seed)
    return ViT(1, variables, SIZE, ViTCore(**CORES["v1t"] | changes)).eval()


@pytest.fixture
def images():
    return some_images(size=SIZE)


@pytest.fixture
def behavior():
    return torch.randn(4, VARIABLES, generator=torch.Generator().manual_seed(3))


def test_size_at_the_papers_settings():
    with torch.device("meta"):
        plain, behaving = (ViT(1, variables, (36, 64), ViTCore(kind="vit")) for variables in (0, 5))
    assert parameters(behaving) == 2_465_200
    assert parameters(behaving) - parameters(plain) == 4 * (6 * 77 + 78 * 155)


def test_a_block_by_hand(images, behavior):
    model = vit(blocks=1)
    block, x = model.blocks[0], model.embed(images)
    for parameter in block.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    into, _, _, out, _ = block.behavior
    x = x + torch.tanh(out(torch.tanh(into(behavior))))[:, None]
    x = x + block.attention(block.attention_norm(x))
    up, _, _, down, _ = block.feedforward
    x = x + down(torch.nn.functional.gelu(up(block.feedforward_norm(x))))
    features = model(images, behavior)
    assert features.shape == (4, 6, ROWS, COLUMNS)
    torch.testing.assert_close(features[:, :, 2, 5], x[:, 1 + 2 * COLUMNS + 5])


def test_tokens_are_cls_and_patches_at_their_positions(images):
    model = vit()
    embedded = model.embed(images)
    torch.testing.assert_close(embedded[2, 0], model.cls + model.position[0])
    patch = model.tokens(images)[2, 7] + model.position[8]
    torch.testing.assert_close(embedded[2, 8], patch)


def test_first_weights():
    torch.manual_seed(0)
    block = ViT(1, 5, SIZE, ViTCore(kind="vit", patch=4)).blocks[0]
    for name, weight in block.named_parameters():
        if "norm" in name or name.endswith("bias"):
            assert weight.unique().tolist() == [float(name.endswith("norm.weight"))], name
        else:
            assert weight.std().item() == pytest.approx(0.02, rel=0.15), name


@pytest.mark.parametrize("local", [False, True])
def test_attention_sums_to_one_and_is_what_the_blocks_use(images, behavior, local):
    model = vit(local_attention=local)
    weights = model.attention(images, behavior)
    tokens = 1 + ROWS * COLUMNS
    assert weights.shape == (2, 4, 2, tokens, tokens)
    torch.testing.assert_close(weights.sum(dim=-1), torch.ones(2, 4, 2, tokens))
    assert weights.diagonal(dim1=-2, dim2=-1).eq(0).all().item() == local
    inputs = []
    model.blocks[1].attention.register_forward_pre_hook(lambda _, given: inputs.append(given[0]))
    model(images, behavior)
    torch.testing.assert_close(weights[1], model.blocks[1].attention.weights(inputs[0]))


def test_behaviour_moves_every_token_of_its_trial_alike(images, behavior):
    model = vit(blocks=1)
    x = model.embed(images)
    moved = model.blocks[0].with_behavior(x, behavior) - x
    torch.testing.assert_close(moved, moved[:, :1].expand_as(moved))
    torch.testing.assert_close(moved[:, 0], model.behavior_activations(behavior)[0])


def test_activations_of_behaviour(behavior):
    activations = vit().behavior_activations(100 * behavior)
    assert activations.shape == (2, 4, 6)
    assert activations.abs().le(1).all()
    assert not torch.equal(activations[0], activations[1]), "each block has its own"
    assert vit(variables=0).behavior_activations(behavior).shape == (0, 4, 6)


def test_regulariser_is_the_sum_of_absolute_parameters():
    model = vit(l1=0.25)
    total = sum(weight.abs().sum().item() for weight in model.parameters())
    assert model.regulariser().item() == pytest.approx(0.25 * total, rel=1e-5)


@pytest.mark.parametrize(
    "name", ["patch", "attention", "feedforward", "behavior", "stochastic_depth"]
)
def test_every_dropout_is_at_work_in_training_only(images, behavior, name):
    kinds = ("patch_dropout", "attention_dropout", "feedforward_dropout", "behavior_dropout")
    off = dict.fromkeys((*kinds, "stochastic_depth"), 0.0)
    still = vit(**off).train()
    assert torch.equal(still(images, behavior), still(images, behavior))
    setting = name if name == "stochastic_depth" else f"{name}_dropout"
    model = vit(**off | {setting: 0.5})
    assert torch.equal(model(images, behavior), model(images, behavior))
    model.train()
    assert not torch.equal(model(images, behavior), model(images, behavior))


def test_without_positions_patches_move_with_the_image():
    model = vit(variables=0, stride=4)
    with torch.no_grad():
        model.position[1:] = model.position[1]
    images = some_images(size=(8, 12))
    rolled = images.roll(4, dims=3)
    torch.testing.assert_close(
        model.blocks[0](model.embed(rolled), None)[:, 1:].unflatten(1, (2, 3)),
        model.blocks[0](model.embed(images), None)[:, 1:].unflatten(1, (2, 3)).roll(1, dims=2),
    )

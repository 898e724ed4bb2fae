"""Gaussian readout and shifter: against one unit by hand, and where units look."""

import math

import pytest
import torch

from neurodag.config.vision import Readout
from neurodag.models.vision.places import PlacesFromCortex, relative
from neurodag.models.vision.readout import GaussianReadout
from neurodag.models.vision.shifter import Shifter
from neurodag.nn.rows import rows_of_batch
from tests.unit.models.vision.networks import animal, parameters

WIDTH, UNITS, TRIALS = 4, 6, 3
ROWS, COLUMNS = 5, 8


def readout(positions=True, seed=0, **settings):
    torch.manual_seed(seed)
    recorded = {} if positions else {"positions": None}
    return GaussianReadout(WIDTH, animal(UNITS, **recorded), Readout(**settings)).eval()


@pytest.fixture
def features():
    draw = torch.Generator().manual_seed(1)
    return torch.randn(TRIALS, WIDTH, ROWS, COLUMNS, generator=draw)


def read_by_hand(features, x, y):
    """Features `(width, row, column)` between pixels, the corners being at −1 and 1."""
    column, row = (x + 1) / 2 * (COLUMNS - 1), (y + 1) / 2 * (ROWS - 1)
    result = torch.zeros(WIDTH)
    for r in (math.floor(row), math.floor(row) + 1):
        for c in (math.floor(column), math.floor(column) + 1):
            if 0 <= r < ROWS and 0 <= c < COLUMNS:
                result += (1 - abs(row - r)) * (1 - abs(column - c)) * features[:, r, c]
    return result


@torch.no_grad()
@pytest.mark.parametrize("positions", [True, False])
def test_a_unit_by_hand(features, positions):
    model = readout(positions)
    torch.nn.init.normal_(model.features)
    torch.nn.init.normal_(model.bias)
    shift = torch.tensor([[0.0, 0.0], [0.3, -0.2], [-0.9, 1.9]])
    drive, places = model(features, shift), model.place()
    for trial, unit in ((0, 0), (1, 3), (2, 5)):
        x, y = (places[unit] + shift[trial]).tolist()
        seen = read_by_hand(features[trial], x, y)
        expected = seen @ model.features[unit] + model.bias[unit]
        torch.testing.assert_close(drive[trial, unit], expected)


def test_no_shift_is_a_shift_of_zero(features):
    model = readout()
    torch.testing.assert_close(model(features), model(features, torch.zeros(TRIALS, 2)))


@torch.no_grad()
def test_place_of_a_unit_from_its_position_by_hand():
    positions = torch.tensor([[0.0, 0.0], [100.0, 20.0], [200.0, 40.0]])
    expected = torch.tensor([[-1.0, -0.2], [0.0, 0.0], [1.0, 0.2]])
    torch.testing.assert_close(relative(positions), expected)
    model = PlacesFromCortex(positions, Readout())
    into, _, out, _ = model.layers
    hidden = into.weight @ torch.tensor([1.0, 0.2]) + into.bias
    expected = torch.tanh(out(torch.where(hidden > 0, hidden, hidden.exp() - 1)))
    torch.testing.assert_close(model()[2], expected)
    assert parameters(model) == 3 * 30 + 31 * 2


def test_layers_of_the_position_network():
    positions = torch.rand(4, 2)
    deep = PlacesFromCortex(positions, Readout(position_layers=3, position_units=7))
    assert parameters(deep) == 3 * 7 + 2 * 8 * 7 + 8 * 2
    assert deep().shape == (4, 2)


def test_positions_move_and_scale_without_effect_on_places():
    positions = torch.rand(9, 2)
    torch.testing.assert_close(relative(300 * positions - 40), relative(positions))


def test_a_single_unit_is_in_the_middle_of_the_cortex():
    assert relative(torch.tensor([[7.0, 9.0]])).tolist() == [[0, 0]]


@torch.no_grad()
def test_places_are_drawn_from_the_units_gaussian():
    model = readout().train()
    model.spread *= 2
    places = model.places(20_000)
    torch.testing.assert_close(places.mean(dim=0), model.place(), atol=0.01, rtol=0)
    for unit in range(UNITS):
        expected = model.spread[unit] @ model.spread[unit].T
        torch.testing.assert_close(places[:, unit].T.cov(), expected, atol=2e-3, rtol=0)
    two_units = torch.stack([places[:, 0, 0], places[:, 1, 0]])
    assert two_units.corrcoef()[0, 1].abs() < 0.05, "each unit by itself"


@torch.no_grad()
def test_drawn_places_stay_within_the_image_and_shifts_may_leave_it(features):
    model = readout(positions=False).train()
    model.spread.fill_(5.0)
    places = model.places(50)
    assert places.abs().max() == 1
    drive = model(features, torch.full((TRIALS, 2), 3.0))
    torch.testing.assert_close(drive, model.bias.expand(TRIALS, -1))


def test_a_place_that_has_left_the_image_can_come_back(features):
    model = readout(positions=False).train()
    with torch.no_grad():
        model.place.places.fill_(1.02)
    model(features).sum().backward()
    assert model.place.places.grad.ne(0).any()
    assert model.eval().places(1).unique().tolist() == [1]


def test_in_evaluation_a_unit_looks_at_its_own_place():
    model = readout()
    assert torch.equal(model.places(2), model.place().expand(2, -1, -1))


def test_processes_that_share_a_batch_draw_what_one_would():
    model = readout().train()
    torch.manual_seed(0)
    alone, shares = model.places(5), []
    for rows in (slice(0, 2), slice(2, 5)):
        torch.manual_seed(0)
        with rows_of_batch(rows, 5):
            shares.append(model.places(rows.stop - rows.start))
    assert torch.equal(torch.cat(shares), alone)


def test_first_weights():
    model = readout(positions=False)
    assert model.features.unique().tolist() == [1 / WIDTH]
    assert model.bias.eq(0).all()
    assert 0 < model.spread.abs().max() <= 0.1
    assert 0 < model.place.places.abs().max() <= 0.3
    biased = readout(initial_bias="mean_response")
    assert torch.equal(biased.bias, animal(UNITS).mean_response)


def test_regulariser_is_the_sum_of_absolute_features():
    model = readout(l1=0.5)
    torch.nn.init.normal_(model.features)
    torch.testing.assert_close(model.regulariser(), 0.5 * model.features.abs().sum())


def test_shifter_by_hand():
    torch.manual_seed(0)
    model, pupil = Shifter(5), torch.randn(3, 2)
    assert parameters(model) == 3 * 5 + 6 * 5 + 6 * 2
    x = pupil[1]
    for layer in model.layers[::2]:
        x = torch.tanh(layer.weight @ x + layer.bias)
    torch.testing.assert_close(model(pupil)[1], x)

"""Settings of networks that forecast fluorescence."""

import pytest
from pydantic import ValidationError

from neurodag.config.forecast import ForecastNetwork, PatchMasking, Transformer


def test_the_papers_sizes():
    network = ForecastNetwork()
    assert (network.transformer.blocks, network.transformer.heads) == (6, 8)
    assert network.transformer.width == 128
    assert network.quantizer.codes == 32
    assert PatchMasking().share == 0.2


def test_without_quantization():
    assert ForecastNetwork(quantizer=None).quantizer is None


def test_heads_share_the_width():
    with pytest.raises(ValidationError, match=r"width 100 cannot be shared by 8 heads; .* as 96"):
        Transformer(width=100)


def test_settings_survive_a_trip_through_json():
    network = ForecastNetwork(patch=8, quantizer={"codes": 7})
    assert ForecastNetwork(**network.model_dump(mode="json")) == network

"""The benchmark of receptive fields: what it compares is alike, and its lines say so."""

import re

import torch

from benchmarks import receptive_fields as benchmark
from neurodag.config.vision import VisionNetwork
from tests.unit.interpret.opened import CNN

CPU = torch.device("cpu")
TINY = benchmark.Sizes(
    units=5,
    size=(20, 30),
    images=6,
    fitted=12,
    one_by_one=3,
    model=VisionNetwork.model_validate(
        {"core": CNN | {"behavior": "none"}, "size": (20, 30), "shifter": False}
    ),
)


def test_fields_take_the_responses_that_are_measured_alone():
    ways = benchmark.ways(TINY, CPU)
    assert ways["fields"]().shape == (5, 1, 20, 30)
    assert [len(part) for part in ways["responses"]()] == [3, 3]


def test_lines_begin_with_ratios_and_fits_are_no_worse_than_scipys():
    fields, fits = benchmark.report(CPU, TINY, 1)
    assert re.fullmatch(r"receptive fields +\d+\.\d\d × the noise .* \([\d.e+]+; 5 units\)", fields)
    assert float(re.search(r"larger by (\S+) at most", fits)[1]) < 1e-6

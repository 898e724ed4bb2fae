"""Devices and seeds."""

import pytest
import torch

from neurodag.errors import NeurodagError
from neurodag.training.devices import generator, pick_device, seed_everything, seed_of


def test_auto_is_a_gpu_only_if_there_is_one(monkeypatch):
    for available, expected in [(True, "cuda"), (False, "cpu")]:
        monkeypatch.setattr(torch.cuda, "is_available", lambda answer=available: answer)
        assert pick_device("auto").type == expected
    assert pick_device("cpu").type == "cpu"


@pytest.mark.parametrize("name", ["cuda", "cuda:1"])
def test_a_gpu_that_is_not_there(monkeypatch, name):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(NeurodagError, match=f"--device {name} asks for a GPU.*use --device cpu"):
        pick_device(name)


def test_each_process_takes_the_gpu_of_its_number(monkeypatch):
    taken = []
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 2)
    monkeypatch.setattr(torch.cuda, "set_device", taken.append)
    monkeypatch.setenv("LOCAL_RANK", "1")
    assert pick_device("auto") == torch.device("cuda", 1)
    assert taken == [1]
    assert pick_device("cuda:0") == torch.device("cuda", 0)
    monkeypatch.setenv("LOCAL_RANK", "2")
    with pytest.raises(NeurodagError, match="2 GPUs here for 3 processes or more"):
        pick_device("auto")


def test_seeds_depend_on_every_part_of_their_key():
    keys = [(0, "step", 1), (0, "step", 2), (1, "step", 1), (0, "mask", 1), (0, "step", 11)]
    assert len({seed_of(*key) for key in keys}) == len(keys)
    assert all(0 <= seed_of(*key) < 2**63 for key in keys)


def test_seeds_never_change_between_versions():
    assert seed_of(42, "step", 0) == 9028618960296599225


def test_same_key_same_numbers():
    def numbers(*key):
        seed_everything(*key)
        return torch.rand(3).tolist() + torch.rand(3, generator=generator(*key)).tolist()

    assert numbers(0, "a") == numbers(0, "a")
    assert numbers(0, "a") != numbers(0, "b")

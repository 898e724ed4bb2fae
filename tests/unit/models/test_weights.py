"""Weights files: what comes back, what is refused, and that nothing is unpickled."""

import os
import pickle

import pytest
import torch
from safetensors.torch import save_file

from neurodag.errors import NeurodagError
from neurodag.models.weights import load_weights, save_weights

WEIGHTS = {"b": torch.arange(6.0).reshape(2, 3).T, "a": torch.tensor([1, 2], dtype=torch.int32)}
DESCRIPTION = {"units": 3, "model": {"width": 16}, "scheme": "mtm_prompted", "mask_ratio": 0.3}


def test_round_trip(tmp_path):
    path = tmp_path / "new" / "weights.safetensors"
    save_weights(WEIGHTS, DESCRIPTION, path)
    weights, description = load_weights(path)
    assert description == DESCRIPTION
    assert weights.keys() == WEIGHTS.keys()
    for name, weight in weights.items():
        assert weight.dtype == WEIGHTS[name].dtype
        assert torch.equal(weight, WEIGHTS[name])


def test_same_content_same_bytes(tmp_path):
    save_weights(WEIGHTS, DESCRIPTION, tmp_path / "one")
    in_other_order = [dict(reversed(content.items())) for content in (WEIGHTS, DESCRIPTION)]
    save_weights(*in_other_order, tmp_path / "two")
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert sorted(os.listdir(tmp_path)) == ["one", "two"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:-1],
        lambda whole: whole[: len(whole) // 2],
        lambda whole: b"x" * len(whole),
    ],
)
def test_damaged_file_is_refused(tmp_path, damage):
    path = tmp_path / "weights.safetensors"
    save_weights(WEIGHTS, DESCRIPTION, path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(NeurodagError, match=r"weights\.safetensors cannot be read .* train again"):
        load_weights(path)


def test_missing_file_is_refused(tmp_path):
    with pytest.raises(NeurodagError, match="cannot be read as weights"):
        load_weights(tmp_path / "none")


def test_weights_of_somebody_else_are_refused(tmp_path):
    save_file({"a": torch.zeros(1)}, tmp_path / "foreign")
    with pytest.raises(NeurodagError, match="not the settings that neurodag writes"):
        load_weights(tmp_path / "foreign")


class Trap:
    def __reduce__(self):
        return os.mkdir, (os.environ["TRAP"],)


@pytest.mark.parametrize("write", [pickle.dump, torch.save])
def test_pickles_are_never_run(tmp_path, monkeypatch, write):
    monkeypatch.setenv("TRAP", str(tmp_path / "sprung"))
    with (tmp_path / "weights").open("wb") as file:
        write(Trap(), file)
    with pytest.raises(NeurodagError, match="cannot be read as weights"):
        load_weights(tmp_path / "weights")
    assert not (tmp_path / "sprung").exists()

"""Which networks make an ensemble, and what it predicts."""

import numpy as np
import pytest
import xarray as xr

from neurodag.errors import NeurodagError
from neurodag.evaluation.vision.ensemble import average, best_seeds


def evaluation(seed: int, session: str, score: float) -> xr.Dataset:
    values = score + np.array([-0.1, 0.1])
    return xr.Dataset(
        {"validation_correlation": ("unit", values)}, attrs={"seed": seed, "session_id": session}
    )


def member(seed: int, drive: float, **about: object) -> xr.Dataset:
    values = np.full((2, 3), drive, dtype=np.float32)
    expected = np.where(values > 0, values + 1, np.exp(values))
    attributes = {
        "session_id": "a",
        "model": "v1t",
        "gray": 0,
        "samples": 0,
        "training": "together",
        "seed": seed,
        "members": 1,
    }
    return xr.Dataset(
        {
            "expected": (("trial", "unit"), expected),
            "drive": (("trial", "unit"), values),
            "part": ("trial", np.array([1, 2], dtype=np.int8)),
        },
        attrs=attributes | about,
    )


def test_the_best_are_chosen_by_their_mean_over_sessions():
    scores = {0: (0.5, 0.1), 1: (0.3, 0.35), 2: (0.1, 0.1), 3: (0.2, 0.5)}
    evaluations = [
        evaluation(seed, session, score)
        for seed, both in scores.items()
        for session, score in zip("ab", both, strict=True)
    ]
    assert best_seeds(evaluations, 2) == [1, 3]
    assert best_seeds(reversed(evaluations), 3) == [0, 1, 3]


def test_too_few_networks_and_missing_sessions_are_told():
    with pytest.raises(NeurodagError, match=r"best 3 networks.*seeds 0, 4; give those of 3"):
        best_seeds([evaluation(0, "a", 0.1), evaluation(4, "a", 0.1)], 3)
    incomplete = [evaluation(0, "a", 0.1), evaluation(0, "b", 0.1), evaluation(1, "a", 0.2)]
    with pytest.raises(NeurodagError, match="no evaluation of seed 1 on session b"):
        best_seeds(incomplete, 1)


def test_outputs_are_averaged_or_drives():
    members = [member(0, -1.0), member(1, 50.0), member(2, 2.0)]
    outputs = average(members, [0, 2], "outputs")
    drives = average(members, [0, 2], "drives")
    np.testing.assert_allclose(outputs["expected"], (np.exp(-1) + 3) / 2, rtol=1e-6)
    np.testing.assert_allclose(drives["expected"], 0.5 + 1, rtol=1e-6)
    negative = average([member(0, -1.0), member(1, -3.0)], [0, 1], "drives")
    np.testing.assert_allclose(negative["expected"], np.exp(-2), rtol=1e-6)


def test_an_ensemble_says_who_its_members_are():
    ensemble = average([member(4, 1.0), member(7, 2.0)], [4, 7], "outputs")
    assert ensemble.attrs["members"] == 2
    assert ensemble.attrs["seeds"] == [4, 7]
    assert "drive" not in ensemble
    assert ensemble["expected"].dtype == np.float32


@pytest.mark.parametrize(
    "about", [{"session_id": "b"}, {"model": "cnn"}, {"samples": 500}, {"training": "alone"}]
)
def test_unlike_networks_are_not_averaged(about):
    (name,) = about
    with pytest.raises(NeurodagError, match=f"Predictions of different {name}"):
        average([member(0, 1.0), member(1, 1.0, **about)], [0, 1], "outputs")


def test_missing_predictions_are_told():
    with pytest.raises(NeurodagError, match=r"no predictions of seed 3.* those given are of 0, 1"):
        average([member(0, 1.0), member(1, 1.0)], [1, 3], "outputs")

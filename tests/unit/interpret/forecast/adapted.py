"""Adapted networks, as the scripts that look into them open them."""

from pathlib import Path

from neurodag.evaluation.forecast.trained import Trained, open_trained
from neurodag.models.weights import load_weights, save_weights
from tests.unit.evaluation.forecast.forecasters import STIMULUS, mouse, save_adapted
from tests.unit.training.forecast.planted import CPU


def adapted(folder: Path, predicts: str, *, unit_token: bool = True, **facts: object) -> Trained:
    """A network that has learnt no task, of a session with these facts."""
    path, made = folder / predicts, mouse(**facts)
    save_adapted(path, made, predicts)
    if not unit_token:
        weights, description = load_weights(path)
        del weights["prompts.unit.weight"]
        description["downstream"]["unit_token"] = False
        save_weights(weights, description, path)
    return open_trained(path, made, STIMULUS, CPU)

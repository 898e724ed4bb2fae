"""From a trial to the settings of its network, none of which cannot be trained."""

from collections.abc import Sequence
from typing import Any, Protocol, cast

from neurodag.config.load import overlay
from neurodag.config.vision import SearchedRun, VisionRun, ViTCore
from neurodag.errors import ConfigError
from neurodag.models.vision.tokens import patch_grid

Values = dict[str, Any]
"""What was chosen, by part and key: `core.patch`, say."""
STEPS = {"readout.position_units": 2}
"""From one number to the next, where it is not 1."""


class Chooser(Protocol):
    """What is asked of a trial of Optuna."""

    def suggest_int(self, name: str, low: int, high: int, *, step: int = 1) -> int: ...
    def suggest_float(self, name: str, low: float, high: float) -> float: ...
    def suggest_categorical(self, name: str, choices: Sequence[str]) -> Any: ...


def choose(trial: Chooser, searched: SearchedRun) -> Values:
    """A value for every key that is searched.

    No patch is larger than the image, no stride larger than the patch, and there are no more tokens
    than allowed. Raises ConfigError where nothing is left to choose from.
    """
    values: Values = {}
    for part, key, allowed in searched.search.space.searched():
        name = f"{part}.{key}"
        if name == "core.patch":
            allowed = ends(patches(core_of(values, searched), searched))
        elif name == "core.stride":
            allowed = ends(strides(core_of(values, searched), searched))
        values[name] = chosen(trial, name, allowed)
    return values


def core_of(values: Values, searched: SearchedRun) -> ViTCore:
    """The core with the tokens and the patch that were chosen so far; its stride may not fit."""
    core = cast(ViTCore, searched.network.core)
    names = ("tokens", "patch")
    return core.model_copy(
        update={name: values.get(f"core.{name}", getattr(core, name)) for name in names}
    )


def chosen(trial: Chooser, name: str, allowed: Sequence[Any]) -> Any:
    """One of the words, or a number from the lowest to the highest."""
    match allowed[0]:
        case str():
            return trial.suggest_categorical(name, allowed)
        case int():
            return trial.suggest_int(name, *allowed, step=STEPS.get(name, 1))
        case _:
            return trial.suggest_float(name, *allowed)


def patches(core: ViTCore, searched: SearchedRun) -> list[int]:
    """Patches that fit into the image, and have a stride."""
    low, high = searched.search.space.core.patch or (core.patch, core.patch)
    sizes = range(low, min(high, *searched.network.size) + 1)
    return [size for size in sizes if strides(core.model_copy(update={"patch": size}), searched)]


def strides(core: ViTCore, searched: SearchedRun) -> list[int]:
    """Strides of the core's patches with which there are not too many tokens."""
    ours = cast(ViTCore, searched.network.core).stride
    low, high = searched.search.space.core.stride or (ours, ours)
    most = searched.search.most_tokens
    found = []
    for stride in range(low, min(high, core.patch) + 1):
        update = {"stride": stride}
        rows, columns = patch_grid(searched.network.size, core.model_copy(update=update))
        if most is None or rows * columns <= most:
            found.append(stride)
    return found


def ends(numbers: Sequence[int]) -> tuple[int, int]:
    """The lowest and the highest; raises ConfigError if there are none."""
    if not numbers:
        raise ConfigError(
            "No patch and stride of v1t.search.space.core make as few tokens as "
            "v1t.search.most_tokens; allow more tokens, or larger strides."
        )
    return numbers[0], numbers[-1]


def nested(values: Values) -> dict[str, Any]:
    """The values as changes of a network's settings and of its training's."""
    changes: dict[str, Any] = {"network": {}, "training": {}}
    for name, value in values.items():
        part, key = name.split(".")
        place = changes if part == "training" else changes["network"]
        place.setdefault(part, {})[key] = value
    return changes


def run_of(values: Values, searched: SearchedRun) -> VisionRun:
    """The settings of a trial: those that the search begins with, and the values."""
    begin = searched.model_dump(include={"network", "training"})
    begin["training"]["epochs"] = searched.search.epochs
    return VisionRun.model_validate(overlay(begin, nested(values)))

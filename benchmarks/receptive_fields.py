"""Receptive fields from white noise, and Gaussians fitted to thousands of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import torch
from scipy.optimize import curve_fit
from torch import Tensor

from benchmarks.machine import interleaved
from neurodag.config.vision import CNNCore, VisionNetwork
from neurodag.interpret.gaussian import PARAMETERS
from neurodag.interpret.gaussian_fit import first_guess, fit_bumps
from neurodag.interpret.receptive_fields import receptive_fields
from neurodag.models.vision import network
from neurodag.models.vision.animals import Animal
from neurodag.training.devices import seed_everything

WITHOUT_BEHAVIOUR = VisionNetwork(core=CNNCore(kind="cnn", behavior="none"))


@dataclass(frozen=True)
class Sizes:
    """Mouse A of the V1T paper."""

    units: int = 8372
    size: tuple[int, int] = (36, 64)
    images: int = 128
    """White noise of each repetition, half of it at a time."""
    fitted: int = 512
    """Gaussians fitted together, which take as long each as all units' would."""
    one_by_one: int = 8
    """Of these, fitted by scipy."""
    model: VisionNetwork = field(default_factory=lambda: WITHOUT_BEHAVIOUR)


def untrained(sizes: Sizes, device: torch.device) -> Callable[[Tensor], Tensor]:
    """The responses of a network as it starts, which cost as much as those of a trained one."""
    seed_everything("benchmark")
    animal = Animal(units=sizes.units, channels=1, size=sizes.size)
    model = network.VisionNetwork({"mouse": animal}, sizes.model).eval().to(device)

    def respond(images: Tensor) -> Tensor:
        return network.responses(model(images, session="mouse"))

    return respond


def ways(sizes: Sizes, device: torch.device) -> dict[str, Callable[[], object]]:
    """Receptive fields, and beside them the responses to as many images alone."""
    respond, at_once = untrained(sizes, device), max(1, sizes.images // 2)
    shape = (1, *sizes.size)
    noise = torch.randn(sizes.images, *shape, device=device)

    def fields() -> Tensor:
        return receptive_fields(
            respond,
            sizes.units,
            shape,
            images=sizes.images,
            seed=0,
            device=device,
            at_once=at_once,
        )

    @torch.no_grad()
    def responses() -> list[Tensor]:
        return [respond(part) for part in noise.split(at_once)]

    return {"fields": fields, "responses": responses}


def made_up_fields(sizes: Sizes) -> Tensor:
    """Absolute values of noisy Gaussians, float64 `(unit, y, x)`."""
    rng = np.random.default_rng(0)
    height, width = sizes.size
    x, y, sigma_x, sigma_y = rng.uniform(
        (8, 8, 2, 2), (width - 8, height - 8, 5, 5), (sizes.fitted, 4)
    ).T[..., None, None]
    rows, columns = np.indices(sizes.size)
    bumps = np.exp(-(((columns - x) / sigma_x) ** 2 + ((rows - y) / sigma_y) ** 2) / 2)
    return torch.from_numpy(np.abs(4 * bumps + rng.standard_normal(bumps.shape)))


def one_by_one(images: np.ndarray) -> np.ndarray:
    """Sums of squares of scipy's fits of the same function from the same start `(unit,)`."""
    rows, columns = np.indices(images.shape[1:])

    def bump(_: object, *unit: float) -> np.ndarray:
        value = dict(zip(PARAMETERS, unit, strict=True))
        u = value["a"] * (columns - value["x"]) + value["b"] * (rows - value["y"])
        v = value["c"] * (rows - value["y"])
        return (value["amplitude"] * np.exp(-(u**2 + v**2) / 2) + value["offset"]).ravel()

    squares = []
    for image, guess in zip(images, first_guess(torch.from_numpy(images)), strict=True):
        found, _ = curve_fit(bump, None, image.ravel(), p0=guess.numpy())
        squares.append(np.square(bump(None, *found) - image.ravel()).sum())
    return np.array(squares)


def report(device: torch.device, sizes: Sizes, repetitions: int) -> list[str]:
    """Noise images a second, and fits a second."""
    seconds = interleaved(ways(sizes, device), device, repetitions)
    share = np.median(seconds["responses"] / seconds["fields"])
    rate = sizes.images / np.median(seconds["fields"])

    images = made_up_fields(sizes)
    some = images[: sizes.one_by_one].numpy()
    fits = {
        "together": lambda: fit_bumps(images.to(device)),
        "scipy": lambda: one_by_one(some),
    }
    seconds = interleaved(fits, device, repetitions)
    each = {"together": seconds["together"] / sizes.fitted, "scipy": seconds["scipy"] / len(some)}
    together = fit_bumps(images).squares[: sizes.one_by_one].numpy()
    worse = (together / one_by_one(some)).max() - 1
    return [
        f"receptive fields     {share:.2f} × the noise images a second of the network alone "
        f"({rate:.3g}; {sizes.units} units)",
        f"Gaussian fits        {np.median(each['scipy'] / each['together']):.3g} × the fits a "
        f"second of scipy ({1 / np.median(each['together']):.3g}; the sum of squares is larger by "
        f"{worse:.0e} at most)",
    ]

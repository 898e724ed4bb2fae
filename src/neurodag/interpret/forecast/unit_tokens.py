"""What the learned tokens of units have to do with their responses (QuantFormer, appendix VIII)."""

from collections.abc import Mapping

import numpy as np
import torch
import xarray as xr

from neurodag.config.forecast.interpretation import UnitTokens
from neurodag.errors import NeurodagError
from neurodag.evaluation.forecast.examples import MEANING
from neurodag.evaluation.forecast.trained import Trained
from neurodag.interpret.neighbours import agreement, nearest, shuffled_agreement, tsne
from neurodag.simulate.seeding import generator

AT_ONCE = 2**24
"""Values of responses that are held together."""


def map_unit_tokens(trained: Trained, settings: UnitTokens) -> xr.Dataset:
    """Unit tokens in a plane, what units do, and whether those with close tokens do alike.

    The attribute `quantity` is what responses are, such as ΔF/F.
    Raises NeurodagError if the network has no unit tokens, or too few.
    """
    compared = compare(unit_tokens(trained), response_statistics(trained), settings)
    return compared.assign_attrs(quantity=MEANING[trained.observed.traces.windows.signal])


def unit_tokens(trained: Trained) -> np.ndarray:
    """`(unit, width)`. Raises NeurodagError where the network has none."""
    prompts = getattr(trained.task.model, "prompts", None)
    if prompts is None or prompts.unit is None:
        raise NeurodagError(
            f"The network of session {trained.session} knows no unit by a token; give the weights "
            "of an adapted QuantFormer with downstream.unit_token."
        )
    tokens: np.ndarray = trained.finite(prompts.unit.weight).detach().cpu().numpy()
    return tokens


def compare(
    tokens: np.ndarray, statistics: Mapping[str, np.ndarray], settings: UnitTokens
) -> xr.Dataset:
    """Whether units with close `tokens (unit, width)` have alike `statistics`, `(unit,)` each.

    `agreement (statistic)` is that of `neighbours.agreement`, by the tokens themselves;
    `shuffled (statistic, shuffle)` the same of units in random order; `p_value (statistic)` how
    often these agree as far. Also `place (unit, axis)`, the tokens in a plane by t-SNE, and
    `value (statistic, unit)`. Raises NeurodagError where there are too few units.
    """
    units, least = len(tokens), max(settings.neighbours, 3) + 1
    if units < least:
        raise NeurodagError(
            f"The network knows {units} units, too few to compare each with its "
            f"{settings.neighbours} nearest (neighbours); it takes {least}."
        )
    neighbours = nearest(tokens, settings.neighbours)
    ours, shuffled = [], []
    for name, values in statistics.items():
        ours.append(agreement(values, neighbours))
        random = generator(0, "unit tokens", name)
        shuffled.append(shuffled_agreement(values, neighbours, settings.shuffles, random))
    return xr.Dataset(
        {
            "token": (("unit", "width"), tokens),
            "place": (("unit", "axis"), tsne(tokens, settings.perplexity)),
            "value": (("statistic", "unit"), np.stack(list(statistics.values()))),
            "agreement": ("statistic", ours, {"long_name": "Spearman correlation", "units": "1"}),
            "shuffled": (("statistic", "shuffle"), shuffled),
            "p_value": ("statistic", p_values(np.array(ours), np.array(shuffled))),
        },
        {"statistic": list(statistics)},
        {"neighbours": settings.neighbours, "perplexity": settings.perplexity},
    )


def p_values(ours: np.ndarray, shuffled: np.ndarray) -> np.ndarray:
    """One-sided, of `ours (statistic,)` among `shuffled (statistic, shuffle)`; NaN if not known."""
    reached = (shuffled >= ours[:, None]).sum(axis=1)
    return np.where(np.isnan(ours), np.nan, (1 + reached) / (1 + shuffled.shape[1]))


def response_statistics(trained: Trained) -> dict[str, np.ndarray]:
    """What units do in the test presentations, `(unit,)` each.

    Median and standard deviation are of all frames of a unit's responses, activations are the
    presentations in which it is active.
    """
    observed, test = trained.observed, trained.test
    windows = observed.traces.windows
    median, deviation = [], []
    units = torch.arange(observed.units, device=test.device)
    for some in units.split(max(AT_ONCE // (len(test) * windows.response_frames), 1)):
        cut = observed.cut(test.repeat(len(some)), some.repeat_interleave(len(test)))
        response = cut.signal[:, windows.baseline_frames :].unflatten(0, (len(some), len(test)))
        values = response.flatten(1).cpu().double().numpy()
        median.append(np.median(values, axis=1))
        deviation.append(values.std(axis=1))
    return {
        "median": np.concatenate(median),
        "activations": observed.active[test].sum(dim=0).cpu().double().numpy(),
        "standard_deviation": np.concatenate(deviation),
    }

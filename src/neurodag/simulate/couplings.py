"""Directed couplings: the latents of a region follow those of others, some bins later."""

from collections import defaultdict
from collections.abc import Iterable

import numpy as np

from neurodag.config.simulation import Coupling, SpikeSimulation
from neurodag.simulate.seeding import generator

RECEIVED = 0.5
"""Share of a region's variance that comes from others, where couplings are drawn."""
DELAY_BINS = (1, 5)
"""Range of the delays that are drawn."""


def draw_couplings(settings: SpikeSimulation) -> tuple[Coupling, ...]:
    """The couplings of a simulation, listed or drawn; all of its sessions share them."""
    if not isinstance(settings.couplings, float):
        return settings.couplings
    rng = generator(settings.seed, "couplings")
    regions = list(settings.units)
    pairs = [(source, target) for source in regions for target in regions if source != target]
    chosen = rng.permutation(len(pairs))[: round(settings.couplings * len(pairs))]
    sources: dict[str, list[str]] = defaultdict(list)
    for source, target in (pairs[index] for index in sorted(chosen)):
        sources[target].append(source)
    return tuple(
        Coupling(
            source=source,
            target=target,
            strength=float(np.sqrt(RECEIVED / len(several))),
            delay=int(rng.integers(*DELAY_BINS, endpoint=True)),
        )
        for target, several in sources.items()
        for source in several
    )


def couple(
    own: dict[str, np.ndarray], couplings: Iterable[Coupling], past: int
) -> dict[str, np.ndarray]:
    """Latents of each group `(trial, time, latent)` without the first `past` bins.

    `own` are the latents that each group would have alone, variance 1, `past` bins longer. A region
    follows what its sources would do alone: what it receives it does not hand on, so that there is
    no other influence than the couplings, and every latent keeps its variance.
    """
    bins = next(iter(own.values())).shape[1] - past
    received: dict[str, list[Coupling]] = defaultdict(list)
    for coupling in couplings:
        received[coupling.target].append(coupling)
    coupled = {}
    for group, alone in own.items():
        rest = 1 - sum(coupling.strength**2 for coupling in received[group])
        latent = np.float32(np.sqrt(rest)) * alone[:, past:]
        for coupling in received[group]:
            start = past - coupling.delay
            heard = own[coupling.source][:, start : start + bins]
            latent += np.float32(coupling.strength) * heard
        coupled[group] = latent
    return coupled


def coupling_tables(settings: SpikeSimulation) -> tuple[np.ndarray, np.ndarray]:
    """Strengths and delays in bins, `(source, target)` in the order of the regions; 0 for none."""
    position = {region: index for index, region in enumerate(settings.units)}
    strength = np.zeros((len(position),) * 2)
    delay = np.zeros(strength.shape, dtype=np.int64)
    for coupling in draw_couplings(settings):
        pair = position[coupling.source], position[coupling.target]
        strength[pair], delay[pair] = coupling.strength, coupling.delay
    return strength, delay

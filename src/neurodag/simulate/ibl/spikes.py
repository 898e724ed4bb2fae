"""Spikes of a continuous recording, and the probes that recorded them."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.archives.ibl.datasets import DIRECT
from neurodag.config.archives.ibl import IBLTwin
from neurodag.simulate.ibl.clock import Clock

EDGE = 1e-6
"""Share of a bin at either end without spikes, so that rounding moves none over an edge."""
CHANNELS = 384
SPACING_UM, COLUMNS_UM = 20.0, (16.0, 48.0)
"""Channels lie two in a row."""
AMPLITUDE_V, AMPLITUDE_SPREAD = 1e-4, 0.4
"""Median of the amplitudes of spikes, and the standard deviation of their log."""


def draw_spikes(
    counts: np.ndarray, baseline_rate_hz: np.ndarray, clock: Clock, rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Times in seconds and units of all spikes, sorted by time.

    In trials there are `counts (trial, time, unit)`, evenly spread over their bins; between them
    each unit fires at its baseline rate.
    """
    trial, bin_, unit = np.nonzero(counts)
    number = counts[trial, bin_, unit]
    trial, bin_, unit = (np.repeat(index, number) for index in (trial, bin_, unit))
    within = EDGE + (1 - 2 * EDGE) * rng.random(len(unit))
    in_trials_s = clock.start_s[trial] + (bin_ + within) * clock.bin_width_s

    begin_s, finish_s = (clock.gaps_s + EDGE * clock.bin_width_s * np.array([1, -1])).T
    length_s = np.maximum(finish_s - begin_s, 0)
    more = rng.poisson(baseline_rate_hz * length_s.sum())
    position_s = rng.uniform(0, length_s.sum(), more.sum())
    before_s = np.cumsum(length_s) - length_s
    gap = np.searchsorted(before_s, position_s, side="right") - 1
    between_s = begin_s[gap] + position_s - before_s[gap]

    times_s = np.concatenate([in_trials_s, between_s])
    units = np.concatenate([unit, np.repeat(np.arange(len(more)), more)])
    order = np.argsort(times_s, kind="stable")
    return times_s[order], units[order]


def unit_names(settings: IBLTwin) -> np.ndarray:
    """Names of the units as the reader gives them, probe after probe."""
    return np.array(
        [
            f"{probe}_{cluster}"
            for probe, units in _probes(settings)
            for cluster in range(len(units))
        ]
    )


def write_probes(
    alf: Path,
    settings: IBLTwin,
    truth: xr.Dataset,
    spikes: tuple[np.ndarray, np.ndarray],
    region_ids: dict[str, int],
    rng: np.random.Generator,
) -> None:
    """Every probe's folder in `alf`, with the files of its spikes, clusters and channels."""
    times_s, unit = spikes
    for probe, units in _probes(settings):
        folder = alf / probe if settings.sorter == DIRECT else alf / probe / settings.sorter
        folder.mkdir(parents=True)
        here = (unit >= units[0]) & (unit <= units[-1])
        cluster = unit[here] - units[0]
        region = truth["region"].values[units]
        channel, location = _place(region, region_ids, rng)
        depth_um = SPACING_UM * (channel // 2)
        amplitude_v = AMPLITUDE_V * rng.lognormal(0, AMPLITUDE_SPREAD, len(cluster))
        row = np.arange(CHANNELS)
        coordinates_um = np.column_stack([np.take(COLUMNS_UM, row % 2), SPACING_UM * (row // 2)])
        arrays = {
            "spikes.times": times_s[here],
            "spikes.clusters": cluster.astype(np.uint32),
            "spikes.amps": amplitude_v,
            "spikes.depths": depth_um[cluster] + rng.normal(0, SPACING_UM, len(cluster)),
            "clusters.channels": channel,
            "clusters.depths": depth_um,
            "channels.brainLocationIds_ccf_2017": location,
            "channels.localCoordinates": coordinates_um,
            "channels.mlapdv": np.column_stack([row, row, -coordinates_um[:, 1]]).astype(float),
            "channels.rawInd": row,
        }
        for name, values in arrays.items():
            np.save(folder / f"{name}.npy", values)
        _write_clusters(folder, np.bincount(cluster, minlength=len(units)), rng)


def _probes(settings: IBLTwin) -> Iterator[tuple[str, np.ndarray]]:
    """Name and units of each probe; regions follow one another along the probes."""
    units = np.arange(sum(settings.units.values()))
    for number, part in enumerate(np.array_split(units, settings.probes)):
        yield f"probe{number:02d}", part


def _place(
    region: np.ndarray, region_ids: dict[str, int], rng: np.random.Generator
) -> tuple[np.ndarray, np.ndarray]:
    """Channel of each unit, and id of the structure that each channel lies in.

    The regions share the channels evenly, and a unit lies at random in its region.
    """
    names = list(dict.fromkeys(region))
    owner = np.arange(CHANNELS) * len(names) // CHANNELS
    location = np.array([region_ids[name] for name in names], dtype=np.int64)[owner]
    index = np.array([names.index(name) for name in region])
    first, stop = np.searchsorted(owner, index), np.searchsorted(owner, index, side="right")
    return np.sort(rng.integers(first, stop)), location


def _write_clusters(folder: Path, spikes: np.ndarray, rng: np.random.Generator) -> None:
    """Quality metrics and ids of the units of a probe."""
    units = len(spikes)
    metrics = {
        "cluster_id": np.arange(units),
        "spike_count": spikes,
        "label": rng.integers(0, 4, units) / 3,
    }
    pd.DataFrame(metrics).to_parquet(folder / "clusters.metrics.pqt")
    ids = [str(UUID(bytes=rng.bytes(16), version=4)) for _ in range(units)]
    (folder / "clusters.uuids.csv").write_text("\n".join(["uuids", *ids]) + "\n")

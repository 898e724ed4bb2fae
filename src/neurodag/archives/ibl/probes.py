"""The probes of a session: which sorting of each is read, its units and where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from neurodag.archives.arrays import check_same_length, load_array
from neurodag.archives.ibl.arrays import check_positions, check_spike_times
from neurodag.archives.ibl.datasets import (
    DIRECT,
    LOCATIONS,
    SITE_OF_CHANNEL,
    SITES,
    SORTING_FILES,
    Datasets,
    dataset_of,
    probes_of,
)
from neurodag.archives.ibl.regions import names_of
from neurodag.config.archives.ibl import IBLReader
from neurodag.errors import ArchiveError


@dataclass(frozen=True)
class Probe:
    """One sorting of one probe; the spikes stay on disk."""

    name: str
    sorter: str
    revision: str
    times_s: np.ndarray
    """Of every spike, on the clock of the session, increasing."""
    cluster: np.ndarray
    """Of every spike: its unit, counted from 0."""
    region: np.ndarray
    """Of every unit."""

    @property
    def units(self) -> list[str]:
        """Identifiers that no other probe has."""
        return [f"{self.name}_{cluster}" for cluster in range(len(self.region))]

    @property
    def sorting(self) -> str:
        """Which spikes were read, for the attributes of the session."""
        return f"{self.name}: {self.sorter}, revision {self.revision or 'none'}"


def open_probes(datasets: Datasets, session: Path, settings: IBLReader) -> list[Probe]:
    """All probes of a session in the order of their names.

    Raises ArchiveError where there is none, where a probe has no sorting that the settings name,
    and where the files of one do not fit together.
    """
    names = probes_of(datasets)
    if not names:
        raise ArchiveError(
            f"{session / 'alf'} has no folder of a probe (probe00, …) with spikes: download the "
            "spike sorting of the session."
        )
    probes = [_open_probe(datasets, session, name, settings) for name in names]
    if not any(len(probe.region) for probe in probes):
        raise ArchiveError(f"{session} has no units on {', '.join(names)}: nothing can be read.")
    return probes


def _open_probe(datasets: Datasets, session: Path, name: str, settings: IBLReader) -> Probe:
    sorter, collection = sorting_of(datasets, session, name, settings.sorters)
    files = {file: dataset_of(datasets, session, collection, file) for file in SORTING_FILES}
    revisions = {file: dataset.revision for file, dataset in files.items()}
    if len(set(revisions.values())) > 1:
        shown = ", ".join(f"{file} {revision or 'none'}" for file, revision in revisions.items())
        raise ArchiveError(
            f"{session / 'alf' / collection} has files of different revisions ({shown}), which do "
            "not belong together: complete one revision, or set revision to an older one."
        )
    times, clusters, channels = (dataset.path for dataset in files.values())
    times_s = load_array(times, ndim=1, kinds="f", mmap=True)
    cluster = load_array(clusters, ndim=1, kinds="iu", mmap=True)
    check_same_length({str(times): len(times_s), str(clusters): len(cluster)})
    channel = load_array(channels, ndim=1, kinds="iu")
    check_spike_times(times_s, times)
    check_positions(cluster, clusters, len(channel), str(channels))
    location, where = _channel_locations(datasets, session, name, collection)
    check_positions(channel, channels, len(location), str(where))
    region = names_of(location[channel], settings.regions, where)
    return Probe(name, sorter, revisions[SORTING_FILES[0]], times_s, cluster, region)


def sorting_of(
    datasets: Datasets, session: Path, probe: str, sorters: Sequence[str]
) -> tuple[str, str]:
    """The first of `sorters` that the probe has spikes of, and its folder below `alf`.

    Raises ArchiveError if it has spikes of none of them.
    """
    there = {
        collection.partition("/")[2] or DIRECT: collection
        for collection, files in datasets.items()
        if collection.split("/")[0] == probe and any(file in files for file in SORTING_FILES)
    }
    for sorter in sorters:
        if sorter in there:
            return sorter, there[sorter]
    raise ArchiveError(
        f"{session / 'alf' / probe} has spikes of {', '.join(sorted(there)) or 'no sorter'}, but "
        f"the sorters asked for are {', '.join(sorters)}: name one that is there in the key "
        "sorters, or download another sorting."
    )


def _channel_locations(
    datasets: Datasets, session: Path, probe: str, collection: str
) -> tuple[np.ndarray, Path]:
    """Id of the structure in which each channel lies, and the file that says so."""
    of_sorting, of_probe = datasets[collection], datasets.get(probe, {})
    if LOCATIONS in of_sorting:
        path = of_sorting[LOCATIONS].path
        return load_array(path, ndim=1, kinds="iu"), path
    if SITES not in of_probe:
        raise ArchiveError(
            f"{session / 'alf' / collection} has no {LOCATIONS}, and {probe} no {SITES}: without "
            "the places of its channels no unit has a region; download them."
        )
    path = of_probe[SITES].path
    sites = load_array(path, ndim=1, kinds="iu")
    if SITE_OF_CHANNEL not in of_sorting:
        return sites, path
    channels = of_sorting[SITE_OF_CHANNEL].path
    site = load_array(channels, ndim=1, kinds="iu")
    check_positions(site, channels, len(sites), str(path))
    return sites[site], path

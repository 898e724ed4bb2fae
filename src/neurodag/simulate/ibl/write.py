"""One recording, written as the archive would have it."""

from pathlib import Path

import xarray as xr

from neurodag.archives.hints import did_you_mean
from neurodag.archives.ibl.folders import Place, is_eid, parse_reference
from neurodag.archives.ibl.regions import acronyms
from neurodag.config.archives.ibl import IBLTwin
from neurodag.errors import ConfigError
from neurodag.simulate.ibl.ceilings import ceilings
from neurodag.simulate.ibl.clock import draw_clock
from neurodag.simulate.ibl.spikes import draw_spikes, unit_names, write_probes
from neurodag.simulate.ibl.tables import write_tables
from neurodag.simulate.ibl.traces import write_cameras, write_wheel
from neurodag.simulate.ibl.trials import write_trials
from neurodag.simulate.seeding import generator
from neurodag.simulate.spikes import simulate_spikes

LAB, DATE = "neurodag", "2024-01-01"
"""The lab of all twins, and the day of those that have an experiment id for a name."""


def simulate_ibl(folder: Path, session_id: str, settings: IBLTwin) -> xr.Dataset:
    """Writes a recording into the archive `folder` and returns its truth.

    The truth is that of `simulate_spikes` on the coordinates of the session that the reader makes
    of the recording, with what the true rates score. `session_id` is an experiment id or a
    reference such as `2024-01-01_1_twin-1`. Same settings and id, same bytes of every file. Raises
    ArchiveError for an id that is neither, ConfigError for regions that are not in the atlas.
    """
    place = _place(session_id)
    region_ids = _region_ids(settings)
    session, truth = simulate_spikes(settings, session_id)
    rng = generator(settings.seed, "ibl", session_id)
    clock = draw_clock(settings, rng)
    alf = folder / place.folder / "alf"
    alf.mkdir(parents=True)
    counts, baseline_hz = session["spike_count"].values, truth["baseline_rate_hz"].values
    spikes = draw_spikes(counts, baseline_hz, clock, rng)
    write_probes(alf, settings, truth, spikes, region_ids, rng)
    write_trials(alf, session, truth, clock, rng)
    write_wheel(alf, truth, clock)
    write_cameras(alf, session, settings, clock)
    write_tables(folder, place, session_id)
    known = truth.assign(ceilings(session, truth).variables)
    known["whisker_motion_energy"] = session["whisker_motion_energy"]
    return known.assign_coords(unit=unit_names(settings))


def _place(session_id: str) -> Place:
    if is_eid(session_id):
        return Place(LAB, f"twin-{session_id[:8]}", DATE, 1)
    return parse_reference(session_id, LAB)


def _region_ids(settings: IBLTwin) -> dict[str, int]:
    known = {name: number for number, name in acronyms("allen").items()}
    for region in settings.units:
        if region not in known:
            raise ConfigError(
                f"units names the region {region}, which the Allen atlas does not have: a "
                "recording in the IBL's files can only lie in regions of that atlas."
                + did_you_mean(region, known)
            )
    return {region: known[region] for region in settings.units}

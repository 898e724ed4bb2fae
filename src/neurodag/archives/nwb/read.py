"""An NWB file → a session, of spikes or of calcium recordings."""

from pathlib import Path

import xarray as xr

from neurodag.archives.conventions import describe_variables
from neurodag.archives.nwb.calcium import calcium_session
from neurodag.archives.nwb.files import session_files
from neurodag.archives.nwb.opening import NWBFile, open_nwb
from neurodag.archives.nwb.spikes import spikes_session
from neurodag.config.archives.nwb import NWBReader


def read_session(folder: Path, session_id: str, settings: NWBReader) -> xr.Dataset:
    """The session of `<session_id>.nwb` below `folder`.

    Raises ArchiveError, which names the file and lists what it has, if pynwb is not installed, if
    the file is damaged or not NWB 2, or if it has not what the settings name; ConfigError if the
    window is no whole number of bins.
    """
    [path] = session_files(folder, session_id)
    make = {"spikes": spikes_session, "calcium": calcium_session}[settings.modality]
    with open_nwb(path) as nwb:
        session = make(nwb, path, settings)
        session.attrs |= {
            "dataset": settings.dataset,
            "session_id": session_id,
            "source": f"{path.name} (NWB, identifier {nwb.identifier})",
            "license": settings.license,
            **_subject(nwb),
        }
    return describe_variables(session)


def _subject(nwb: NWBFile) -> dict[str, str]:
    """Subject and species, `unknown` where the file does not say."""
    told = {"subject": "subject_id", "species": "species"}
    return {name: getattr(nwb.subject, field, None) or "unknown" for name, field in told.items()}

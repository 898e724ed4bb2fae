"""What a Brain Observatory file says of the experiment: mouse, place, session type, version."""

import re
from dataclasses import dataclass
from typing import get_args

import h5py

from neurodag.archives.allen.nwb import has, texts
from neurodag.config.archives.allen import SessionType
from neurodag.errors import ArchiveError

OLDEST_VERSION = "0.9"
"""Pipeline version of the files that do not name any."""
NEWEST_VERSION = 3
"""Pipeline version up to whose last release the layout is known."""
PLANE = "general/optophysiology/imaging_plane_1"


@dataclass(frozen=True)
class Metadata:
    """One experiment."""

    session_type: SessionType
    pipeline_version: str
    attributes: dict[str, str | int]
    """Of the session; `unknown` where the file does not say."""

    @property
    def demixed(self) -> bool:
        """Whether overlapping cells were demixed before the neuropil was subtracted."""
        return int(self.pipeline_version.split(".")[0]) >= 2


def read_metadata(file: h5py.File, session_id: str) -> Metadata:
    """What the file says of the experiment `session_id`.

    Raises ArchiveError if the file is of another experiment, of an unknown session type, or of a
    pipeline version that is not known.
    """
    found = texts(file, "general/session_id")[0]
    if found != session_id:
        raise ArchiveError(
            f"{file.filename}: general/session_id is {found!r}, but the file of experiment "
            f"{session_id} must say {session_id!r}. Download it again."
        )
    session_type = _session_type(file)
    version = _pipeline_version(file)
    genotype = _text_or_unknown(file, "general/subject/genotype")
    container = _text_or_unknown(file, "general/experiment_container_id")
    depth = re.match(r"\d+", _text_or_unknown(file, f"{PLANE}/imaging depth"))
    subject = _text_or_unknown(file, "general/specimen_name")
    attributes: dict[str, str | int] = {
        "subject": f"container {container}" if subject == "unknown" else subject,
        "container_id": container,
        "session_type": f"three_session_{session_type}",
        "targeted_structure": _text_or_unknown(file, f"{PLANE}/location"),
        "imaging_depth_um": int(depth[0]) if depth else "unknown",
        "genotype": genotype,
        "cre_line": genotype.split(";")[0],
        "indicator": _text_or_unknown(file, f"{PLANE}/indicator"),
        "sex": _text_or_unknown(file, "general/subject/sex"),
        "age": _text_or_unknown(file, "general/subject/age"),
        "session_start_time": _text_or_unknown(file, "session_start_time"),
        "pipeline_version": version,
    }
    return Metadata(session_type, version, attributes)


def _session_type(file: h5py.File) -> SessionType:
    found = texts(file, "general/session_type")[0]
    for session_type in get_args(SessionType):
        if found == f"three_session_{session_type}":
            return session_type
    known = ", ".join(f"three_session_{name}" for name in get_args(SessionType))
    raise ArchiveError(
        f"{file.filename}: general/session_type is {found!r}, but must be one of {known}."
    )


def _pipeline_version(file: h5py.File) -> str:
    if not has(file, "general/generated_by"):
        return OLDEST_VERSION
    version = texts(file, "general/generated_by")[-1]
    if not re.fullmatch(r"\d+(\.\d+)*", version) or int(version.split(".")[0]) > NEWEST_VERSION:
        raise ArchiveError(
            f"{file.filename}: general/generated_by names the pipeline version {version!r}, but "
            f"the layout is known for versions {OLDEST_VERSION} to {NEWEST_VERSION}.x."
        )
    return version


def _text_or_unknown(file: h5py.File, field: str) -> str:
    """Text of a field that the session can do without."""
    found = " ".join(texts(file, field)) if has(file, field) else ""
    return found.strip() or "unknown"

"""Where the recordings of a dataset come from: session files, or one of the archives."""

from collections.abc import Iterable
from typing import Annotated, Literal

from pydantic import Field, model_validator

from neurodag.config.archives.allen import AllenReader, AllenTwin
from neurodag.config.archives.ibl import IBLReader, IBLTwin
from neurodag.config.archives.nwb import NWBReader
from neurodag.config.archives.sensorium import SensoriumReader, SensoriumTwin
from neurodag.config.archives.suite2p import Suite2pReader
from neurodag.config.base import Flag, Folder, OrNull, Settings
from neurodag.config.datasets import Dataset


class SessionFiles(Dataset):
    """Session files, in the form that docs/session-file.md describes."""

    source: Literal["files"]
    """Session files in `folder`."""
    folder: Folder
    """Folder below `data` that is searched, with its subfolders, for `<session>.nc`."""
    holds: Literal["spikes", "images", "calcium"] = "spikes"
    """Modality of the sessions; others are not found."""

    @property
    def modality(self) -> str:
        return self.holds


class ArchiveDataset(Dataset):
    """What all archives have in common."""

    source: str
    folder: OrNull[Folder] = None
    """The archive's own folder below `data`."""
    download: Flag = False
    """Whether files that are not in the folder are downloaded into it."""
    reader: Settings

    @model_validator(mode="after")
    def _is_consistent(self) -> "ArchiveDataset":
        problems = list(self._problems())
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _problems(self) -> Iterable[str]:
        if self.folder is None and self.twin_settings is None:
            yield "the key folder is needed, which names the archive's folder below `data`."
        if self.folder is not None and self.twin_settings is not None:
            yield "twin is simulated, so the key folder means nothing; remove one of the two."
        if self.takes_found:
            yield f"the source is {self.source}, so no files are found; list the session ids."

    @property
    def archive(self) -> str:
        return self.source

    @property
    def twin_settings(self) -> Settings | None:
        return getattr(self, "twin", None)


class IBLRecordings(ArchiveDataset):
    """Neuropixels recordings of the International Brain Laboratory (docs/archives/ibl.md)."""

    source: Literal["ibl"]
    """Folders of ALF files as ONE lays them out; session ids are eids or `date_number_subject`."""
    reader: IBLReader = IBLReader()
    twin: OrNull[IBLTwin] = None
    """Simulates the archive, in the same folders and files."""

    @property
    def modality(self) -> str:
        return "spikes"

    def _problems(self) -> Iterable[str]:
        yield from super()._problems()
        twin, reader = self.twin, self.reader
        if twin is None:
            return
        simulated = (twin.pre_stimulus_s, twin.bins, twin.bin_width_s)
        read = (reader.before_s, reader.bins, reader.bin_width_s)
        if simulated != read:
            yield (
                f"the twin has (pre_stimulus_s, bins, bin_width_s) = {simulated}, but the reader "
                f"makes (before_s, bins, bin_width_s) = {read}; its true rates are known where the "
                "two are equal."
            )


class AllenExperiments(ArchiveDataset):
    """Two-photon experiments of the Allen Brain Observatory (docs/archives/allen.md)."""

    source: Literal["allen"]
    """NWB files `ophys_experiment_data/<experiment>.nwb`; session ids are those of experiments."""
    reader: AllenReader = AllenReader()
    twin: OrNull[AllenTwin] = None
    """Simulates the archive, in the same files."""

    @property
    def modality(self) -> str:
        return "calcium"

    def _problems(self) -> Iterable[str]:
        yield from super()._problems()
        if self.twin is None or self.takes_found:
            return
        simulated = {id_ for ids in self.twin.containers.values() for id_ in ids.values()}
        if missing := [id_ for id_ in self.session_ids() if id_ not in simulated]:
            yield (
                f"the experiments {', '.join(missing)} are not in twin.containers, so nothing "
                "tells their stimuli; list them there."
            )


class SensoriumScans(ArchiveDataset):
    """Scans of Sensorium 2022 and Franke 2022 (docs/archives/sensorium.md)."""

    source: Literal["sensorium"]
    """Folders or zips `static<scan>-<name>`; session ids are those of scans, such as
    `21067-10-18`."""
    reader: SensoriumReader = SensoriumReader()
    twin: OrNull[SensoriumTwin] = None
    """Simulates the archive, in the same folders and files."""

    @property
    def modality(self) -> str:
        return "images"


class NWBFiles(ArchiveDataset):
    """Any NWB 2 files, with spikes or fluorescence (docs/archives/nwb.md)."""

    source: Literal["nwb"]
    """Files `<session>.nwb`, anywhere below `folder`."""
    reader: NWBReader

    @property
    def modality(self) -> str:
        return self.reader.modality


class Suite2pFolders(ArchiveDataset):
    """Output of Suite2p with a table of stimulus onsets (docs/archives/suite2p.md)."""

    source: Literal["suite2p"]
    """Folders `<session>/suite2p/plane<number>`."""
    reader: Suite2pReader

    @property
    def modality(self) -> str:
        return "calcium"


AnyDataset = Annotated[
    SessionFiles | IBLRecordings | AllenExperiments | SensoriumScans | NWBFiles | Suite2pFolders,
    Field(discriminator="source"),
]
"""A dataset; `source` tells of which kind."""

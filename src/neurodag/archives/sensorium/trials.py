"""The trials of a scan: which are published, and which picture each shows."""

from dataclasses import dataclass

import numpy as np

from neurodag.archives.sensorium.scan import Scan
from neurodag.errors import ArchiveError
from neurodag.sessions import PARTS

FINAL_TEST = "final_test"
"""A fourth tier, of the competition's scans only; its responses were never published."""
STIMULI = ("frame", "colorframeprojector")
"""What the archive calls grey and coloured pictures."""
_TIERS = "meta/trials/tiers.npy"
_ORDER = "meta/trials/trial_idx.npy"


@dataclass(frozen=True)
class Trials:
    """The trials whose responses are published, in the order of their files."""

    number: np.ndarray
    """Number of the trial's files `(trial,)`."""
    tier: np.ndarray
    """Name of the tier `(trial,)`."""
    order: np.ndarray | None
    """The archive's `trial_idx` `(trial,)`: rank in time, or a hash where that is secret."""
    picture: np.ndarray
    """Position of the picture among all pictures `(trial,)`."""
    image_id: np.ndarray
    """The archive's number of each picture, within its class `(picture,)`."""
    image_class: np.ndarray | None
    """The archive's name of the collection that each picture is from `(picture,)`."""
    withheld: int
    """Number of the other trials."""

    @property
    def training(self) -> np.ndarray:
        """Whether each trial is of the tier train `(trial,)`."""
        return self.tier == "train"


def read_trials(scan: Scan) -> Trials:
    """The trials of a scan; raises ArchiveError when its tables and files do not fit together."""
    tier = _tiers(scan)
    check_trial_files(scan, "images", len(tier))
    check_trial_files(scan, "responses", len(tier))
    published = _published(scan, tier)
    if not published.any():
        raise ArchiveError(f"{scan.path} holds no trial whose responses are published.")
    image_id, image_class = _images(scan, len(tier))
    key = image_id if image_class is None else np.rec.fromarrays([image_class, image_id])
    _, first, picture = np.unique(key[published], return_index=True, return_inverse=True)
    order = None
    if _ORDER in scan.names:
        order = scan.column(_ORDER, "trial", len(tier), kinds="iuUS")
    return Trials(
        number=np.flatnonzero(published),
        tier=tier[published],
        order=None if order is None else order[published],
        picture=picture,
        image_id=image_id[published][first],
        image_class=None if image_class is None else image_class[published][first],
        withheld=int((~published).sum()),
    )


def check_trial_files(scan: Scan, kind: str, trials: int) -> None:
    """Raises ArchiveError unless a kind of data has one file for each trial, from 0.npy on."""
    prefix = f"data/{kind}/"
    there = {name for name in scan.names if name.startswith(prefix) and name.endswith(".npy")}
    wanted = {f"{prefix}{number}.npy" for number in range(trials)}
    for name in sorted(wanted ^ there):
        verb = "is missing" if name in wanted else "belongs to no trial"
        raise ArchiveError(
            f"{scan.where(name)} {verb}: {_TIERS} lists {trials} trials, which need one file each, "
            f"0.npy to {trials - 1}.npy. Copy the scan from the archive again."
        )


def _tiers(scan: Scan) -> np.ndarray:
    tier = scan.load(_TIERS, ndim=1, kinds="US")
    valid = (*PARTS, FINAL_TEST)
    wrong = ~np.isin(tier, valid)
    if wrong.any():
        i = int(wrong.argmax())
        raise ArchiveError(
            f"{scan.where(_TIERS)} has the tier {str(tier[i])!r} at trial {i}, but a tier is one "
            f"of {', '.join(valid)}."
        )
    return tier


def _published(scan: Scan, tier: np.ndarray) -> np.ndarray:
    """Whether the responses of each trial are published `(trial,)`.

    The competition's scans hold zeros for those of both test tiers.
    """
    test = np.flatnonzero(tier == "test")
    has_test = any(scan.load(f"data/responses/{number}.npy").any() for number in test)
    return (tier != FINAL_TEST) & ((tier != "test") | has_test)


def _images(scan: Scan, trials: int) -> tuple[np.ndarray, np.ndarray | None]:
    """Number and class of the picture in each trial; an archive may lack the classes."""
    found = [name for name in STIMULI if f"meta/trials/{name}_image_id.npy" in scan.names]
    if len(found) != 1:
        names = " or ".join(f"{name}_image_id.npy" for name in STIMULI)
        raise ArchiveError(
            f"{scan.where('meta/trials')} must hold one file {names}, but holds "
            f"{'both' if found else 'neither'}: it is not known which picture a trial shows."
        )
    prefix = f"meta/trials/{found[0]}_image"
    image_id = scan.column(f"{prefix}_id.npy", "trial", trials)
    if f"{prefix}_class.npy" not in scan.names:
        return image_id, None
    return image_id, scan.column(f"{prefix}_class.npy", "trial", trials, kinds="US")

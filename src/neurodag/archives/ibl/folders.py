"""Where a session lies: `<lab>/Subjects/<subject>/<date>/<number>`, below the archive's folder."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from neurodag.archives.hints import did_you_mean
from neurodag.errors import ArchiveError

_REFERENCE = re.compile(r"(?P<date>\d{4}-\d{2}-\d{2})_(?P<number>\d{1,3})_(?P<subject>[^/\\]+)")


@dataclass(frozen=True)
class Place:
    """Whose session it is, and from which day."""

    lab: str
    subject: str
    date: str
    number: int

    @property
    def reference(self) -> str:
        """ONE's name of the session, such as `2020-09-12_1_DY_016`."""
        return f"{self.date}_{self.number}_{self.subject}"

    @property
    def folder(self) -> Path:
        """Below the folder of the archive."""
        return Path(self.lab, "Subjects", self.subject, self.date, f"{self.number:03d}")


def is_eid(session_id: str) -> bool:
    """Whether it has the form of an experiment id of the database, 32 hexadecimal digits."""
    try:
        return str(UUID(session_id)) == session_id
    except ValueError:
        return False


def parse_reference(session_id: str, lab: str) -> Place:
    """The place that a reference stands for; raises ArchiveError for anything else."""
    match = _REFERENCE.fullmatch(session_id)
    try:
        day = date.fromisoformat(match["date"]) if match else None
    except ValueError:
        day = None
    if match is None or day is None:
        raise ArchiveError(
            f"{session_id!r} is no session of the IBL: give an experiment id, such as "
            "671c7ea7-6726-4fbe-adeb-f89c2c8e489b, or a reference of date, number and subject, "
            "such as 2020-09-12_1_DY_016."
        )
    return Place(lab, match["subject"], day.isoformat(), int(match["number"]))


def find_session(folder: Path, session_id: str) -> tuple[Path, Place]:
    """The folder of a session and its place; raises ArchiveError if the archive has none such."""
    if not folder.is_dir():
        raise ArchiveError(f"{folder} is not a folder: name the folder of the IBL archive.")
    if is_eid(session_id):
        wanted = _place_of_eid(folder, session_id)
        labs = [wanted.lab]
    else:
        wanted = parse_reference(session_id, lab="")
        labs = sorted(path.parent.name for path in folder.glob("*/Subjects") if path.is_dir())
    found = []
    for lab in labs:
        place = Place(lab, wanted.subject, wanted.date, wanted.number)
        day = folder / place.folder.parent
        for name in sorted({place.folder.name, str(place.number)}):
            if (day / name).is_dir():
                found.append((day / name, place))
    if not found:
        raise ArchiveError(
            f"{folder} holds no session {session_id}: its folder would be "
            f"{wanted.lab or '<lab>'}/Subjects/{wanted.subject}/{wanted.date}/{wanted.number:03d}."
            + did_you_mean(wanted.reference, _references(folder))
        )
    if len(found) > 1:
        raise ArchiveError(
            f"{folder} holds the session {session_id} more than once "
            f"({', '.join(str(path.relative_to(folder)) for path, _ in found)}): keep one of them."
        )
    return found[0]


def _place_of_eid(folder: Path, eid: str) -> Place:
    """What the table of sessions says of an experiment id."""
    import pandas as pd

    path = folder / "sessions.pqt"
    if not path.is_file():
        raise ArchiveError(
            f"{folder} has no sessions.pqt, in which the experiment id {eid} would be found: "
            "write ONE's cache tables there, or give the session's reference, such as "
            "2020-09-12_1_DY_016."
        )
    try:
        table = pd.read_parquet(path)
    except Exception as error:  # damaged bytes surface as almost any error of pyarrow
        raise ArchiveError(f"{path} cannot be read as Parquet ({error}): copy it again.") from error
    if "id" in table.columns:
        table = table.set_index("id")
    missing = {"lab", "subject", "date", "number"} - set(table.columns)
    if missing:
        raise ArchiveError(
            f"{path} has no column {', '.join(sorted(missing))}: it must be ONE's table of "
            "sessions."
        )
    rows = table.loc[table.index.astype(str) == eid]
    if len(rows) != 1:
        raise ArchiveError(
            f"{path} has {len(rows)} rows for the session {eid}; it must have one: update the "
            "table, or look for the session in another archive."
        )
    row = rows.iloc[0]
    try:
        day = date.fromisoformat(str(row["date"])[:10]).isoformat()
        return Place(str(row["lab"]), str(row["subject"]), day, int(row["number"]))
    except (ValueError, TypeError) as error:
        raise ArchiveError(
            f"{path} names no date and number for the session {eid} ({error}): write ONE's cache "
            "tables again."
        ) from error


def _references(folder: Path) -> list[str]:
    """Of all sessions in the archive."""
    return [
        f"{path.parent.name}_{int(path.name)}_{path.parent.parent.name}"
        for path in folder.glob("*/Subjects/*/*/*")
        if path.name.isdigit()
    ]

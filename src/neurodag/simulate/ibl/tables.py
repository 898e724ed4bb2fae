"""The tables in which ONE looks sessions and files up."""

import hashlib
import json
from pathlib import Path
from uuid import NAMESPACE_URL, uuid3

import pandas as pd

from neurodag.archives.ibl.folders import Place, is_eid

QUALITY = ("NOT_SET", "PASS", "WARNING", "FAIL", "CRITICAL")


def experiment_id(session_id: str) -> str:
    """The id itself, or one that is made of the reference and is always the same.

    ONE takes ids of versions 3 and 4 only.
    """
    return session_id if is_eid(session_id) else str(uuid3(NAMESPACE_URL, session_id))


def write_tables(folder: Path, place: Place, session_id: str) -> None:
    """`sessions.pqt` and `datasets.pqt`, for the one session that lies below `folder`."""
    eid = experiment_id(session_id)
    row = {
        "lab": place.lab,
        "subject": place.subject,
        "date": pd.Timestamp(place.date).date(),
        "number": place.number,
        "task_protocol": "simulated",
        "projects": "neurodag",
    }
    sessions = pd.DataFrame([row], index=pd.Index([eid], name="id"))
    sessions["number"] = sessions["number"].astype("uint16")

    files = sorted(path for path in (folder / place.folder).rglob("*") if path.is_file())
    names = [path.relative_to(folder / place.folder).as_posix() for path in files]
    index = pd.MultiIndex.from_arrays(
        [[eid] * len(names), [str(uuid3(NAMESPACE_URL, f"{eid}/{name}")) for name in names]],
        names=["eid", "id"],
    )
    datasets = pd.DataFrame(
        {
            "rel_path": names,
            "file_size": pd.array([path.stat().st_size for path in files], dtype="UInt64"),
            "hash": [hashlib.md5(path.read_bytes()).hexdigest() for path in files],
            "exists": True,
            "default_revision": True,
            "qc": pd.Categorical(["NOT_SET"] * len(files), categories=QUALITY, ordered=True),
        },
        index=index,
    ).sort_index()
    created = f"{place.date} 00:00"  # the day of the session, so that the bytes are always the same
    for name, table in {"sessions": sessions, "datasets": datasets}.items():
        _write(table, folder / f"{name}.pqt", {"date_created": created, "origin": "neurodag"})


def _write(table: pd.DataFrame, path: Path, about: dict[str, str]) -> None:
    """Parquet with the metadata without which ONE takes no table."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    written = pa.Table.from_pandas(table)
    metadata = {"one_metadata": json.dumps(about), **(written.schema.metadata or {})}
    pq.write_table(written.replace_schema_metadata(metadata), path)

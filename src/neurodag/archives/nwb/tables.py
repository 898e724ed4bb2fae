"""Columns of the tables of an NWB file, whole or ragged."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from neurodag.archives.arrays import check_array
from neurodag.archives.hints import did_you_mean, listed
from neurodag.archives.nwb.opening import damage
from neurodag.config.archives.words import as_text
from neurodag.errors import ArchiveError


def one_channel(array: np.ndarray) -> np.ndarray:
    """`(row, 1)`, as some laboratories write a column, as `(row,)`; others as they are."""
    return array[:, 0] if array.ndim == 2 and array.shape[1] == 1 else array


@dataclass(frozen=True)
class Ragged:
    """A column with several values a row: those of row i are `values[starts[i]:ends[i]]`."""

    values: Any
    """Left on disk, until it is sliced."""
    starts: np.ndarray
    ends: np.ndarray


@dataclass(frozen=True)
class Table:
    """A table of the file at `path`, which errors name."""

    table: Any
    path: Path

    @property
    def name(self) -> str:
        return str(self.table.name)

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(self.table.colnames)

    def ids(self) -> np.ndarray:
        """Identifiers of the rows `(row,)`; raises ArchiveError if one comes twice."""
        with damage(self.path):
            ids = np.asarray(self.table.id[:])
        if len(np.unique(ids)) < len(ids):
            raise ArchiveError(f"{self.path}: the table {self.name} has an id more than once.")
        return ids

    def column(self, name: str) -> np.ndarray:
        """The values of a column, one a row `(row,)`; raises ArchiveError if there is none such."""
        values = self._column(name)
        if type(values).__name__ == "VectorIndex":
            raise ArchiveError(
                f"{self.path}: the column {self.name}.{name} has several values in a row, where "
                "one is needed. Name another column."
            )
        with damage(self.path):
            array = one_channel(np.asarray(values.data[:]))
            if len(array) != len(self.table.id):
                raise ArchiveError(
                    f"{self.path}: the column {self.name}.{name} has {len(array)} values, but the "
                    f"table {len(self.table.id)} rows. Copy the file from the archive again."
                )
        return array

    def numbers(self, name: str) -> np.ndarray:
        """A column of numbers `(row,)`, as float64."""
        values = self.column(name)
        check_array(values, f"{self.path}: the column {self.name}.{name}", ndim=1)
        return values.astype("float64")

    def texts(self, name: str) -> np.ndarray:
        """A column as text `(row,)`: whole numbers without a point, empty where NaN."""
        values = self.column(name)
        check_array(values, f"{self.path}: the column {self.name}.{name}", ndim=1, kinds="OUSbiuf")
        texts = [as_text(value) for value in values.tolist()]
        if not all(isinstance(text, str) for text in texts):
            raise ArchiveError(
                f"{self.path}: the column {self.name}.{name} holds other objects of the file, "
                "where text or numbers are needed. Name another column."
            )
        return np.array(["" if text == "nan" else text for text in texts], dtype=str)

    def ragged(self, name: str) -> Ragged:
        """A column with any number of values in a row; raises ArchiveError if it is not one."""
        index = self._column(name)
        if type(index).__name__ != "VectorIndex":
            raise ArchiveError(
                f"{self.path}: the column {self.name}.{name} has no index ({name}_index), which "
                "says where the values of each row end."
            )
        with damage(self.path):
            ends, values = np.asarray(index.data[:]).astype("int64"), index.target.data
            rows = len(self.table.id)
            starts = np.concatenate([[0], ends[:-1]]).astype("int64")
            whole = len(ends) == rows and (starts <= ends).all()
            if not whole or (rows and ends[-1] != len(values)):
                raise ArchiveError(
                    f"{self.path}: the index of the column {self.name}.{name} does not fit its "
                    f"{len(values)} values in {rows} rows. Copy the file from the archive again."
                )
        return Ragged(values, starts, ends)

    def rows_with(self, wanted: Mapping[str, tuple[str, ...]]) -> np.ndarray:
        """Rows whose value is among those `wanted`, in each of the columns.

        Raises ArchiveError that lists the values there are, if no row is left.
        """
        keep = np.ones(len(self.table.id), dtype=bool)
        for name, allowed in wanted.items():
            texts = self.texts(name)
            keep &= np.isin(texts, allowed)
            if not keep.any():
                raise ArchiveError(
                    f"{self.path}: no row of {self.name} is left by the filter on {name} "
                    f"({listed(allowed)}). The column has the values {listed(set(texts))}."
                )
        return np.flatnonzero(keep)

    def _column(self, name: str) -> Any:
        if name not in self.columns:
            raise ArchiveError(
                f"{self.path}: the table {self.name} has no column {name}."
                f"{did_you_mean(name, self.columns)} It has {listed(self.columns)}."
            )
        with damage(self.path):
            return self.table[name]

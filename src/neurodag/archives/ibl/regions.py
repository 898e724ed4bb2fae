"""From ids of the Allen mouse atlas to the names of regions.

`allen_regions.csv` lists the 1328 structures of the Allen Mouse Brain Atlas (2017 common coordinate
framework, ontology 1, with the acronyms as the IBL writes them) in the order of their tree, and for
each the region of the IBL's Beryl mapping that it is part of: itself or the nearest structure above
it that Beryl names, `root` where there is none. Origin: `allen_structure_tree.csv` and the list of
Beryl ids in int-brain-lab/ibllib (MIT License); © Allen Institute for Brain Science, whose terms
of use ask for its citation: Wang et al. 2020, Cell 181, 936-953.
"""

from functools import cache
from pathlib import Path

import numpy as np

from neurodag.errors import ArchiveError

TABLE = Path(__file__).with_name("allen_regions.csv")


@cache
def acronyms(regions: str) -> dict[int, str]:
    """Name of every structure by its id; `regions` is `allen` or `beryl`."""
    column = {"allen": 1, "beryl": 2}[regions]
    rows = [line.split(",") for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
    return {int(row[0]): row[column] for row in rows}


def names_of(ids: np.ndarray, regions: str, path: Path) -> np.ndarray:
    """Names `(…,)` of the structures `ids`, which are negative in the left hemisphere.

    Raises ArchiveError, naming the file `path`, for an id that is not in the atlas.
    """
    known = acronyms(regions)
    found, inverse = np.unique(np.abs(ids.astype(np.int64)), return_inverse=True)
    unknown = [int(number) for number in found if int(number) not in known]
    if unknown:
        raise ArchiveError(
            f"{path} has the id {unknown[0]}, which is no structure of the Allen atlas of 2017: "
            "download it again."
        )
    return np.array([known[int(number)] for number in found], dtype=str)[inverse]

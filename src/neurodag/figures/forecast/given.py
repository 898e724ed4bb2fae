"""What figures of forecasters ask of the runs that they are given."""

from collections import Counter
from collections.abc import Sequence

import xarray as xr

from neurodag.errors import NeurodagError

RUN = ("stimulus", "subject", "seed")
"""Attributes that tell the runs of one method apart."""


def check_runs(files: Sequence[xr.Dataset], *alike: str) -> dict[str, tuple[str, list[object]]]:
    """Coordinates along `run` that name the runs of `files`.

    Raises NeurodagError if one is there twice, or if the files differ in the attribute method or in
    those that must be `alike`.
    """
    for key in ("method", *alike):
        if len(found := sorted({str(each.attrs[key]) for each in files})) > 1:
            raise NeurodagError(
                f"The files differ in {key}: {', '.join(found)}; draw those of each apart."
            )
    runs = Counter(tuple(each.attrs[key] for key in RUN) for each in files)
    if twice := [run for run, times in runs.items() if times > 1]:
        stimulus, subject, seed = twice[0]
        raise NeurodagError(
            f"Several files are of {stimulus}, subject {subject}, seed {seed}; give one of each "
            "run."
        )
    return {key: ("run", [each.attrs[key] for each in files]) for key in RUN}

"""Drawing a figure again from the NetCDF beside it, which has all that it shows."""

from pathlib import Path

from neurodag.errors import NeurodagError
from neurodag.figures import training
from neurodag.figures.save import Draw, name_of

DRAWN = {
    name_of(draw): draw
    for draw in (training.draw_training,)
}
"""Every function that draws a figure, by the name that files have of it."""


def drawing_of(name: str, path: Path) -> Draw:
    """The function that draws what the file at `path` holds, by the name in it."""
    if name not in DRAWN:
        raise NeurodagError(f"{path} ...")
    return DRAWN[name]

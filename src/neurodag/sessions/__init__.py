"""The session file: one recording session in one NetCDF file, of one of three modalities.

`schema` says what such a file holds, `validate` tells in a sentence what is wrong with one and how
to mend it, `io` opens and saves, `split` divides a session into training, validation and test, and
`describe` prints what is in a file. From a terminal:

    python -m neurodag.sessions describe FILE…
    python -m neurodag.sessions validate FILE…
"""

from neurodag.sessions.io import open_session, save_session
from neurodag.sessions.schema import MODALITIES, PARTS, Part
from neurodag.sessions.split import add_split, split_items, trials_of
from neurodag.sessions.validate import validate

__all__ = [
    "MODALITIES",
    "PARTS",
    "Part",
    "add_split",
    "open_session",
    "save_session",
    "split_items",
    "trials_of",
    "validate",
]

"""Settings of recordings that Suite2p has turned into traces of cells."""

from typing import Annotated

from pydantic import Field

from neurodag.config.archives.words import Words
from neurodag.config.base import NonNegative, Positive, Settings


class Suite2pReader(Settings):
    """How sessions are made of a folder of Suite2p, which itself does not say what was recorded."""

    frame_rate_hz: Positive
    """Frames of one plane in a second: `fs` in the options of Suite2p."""
    neuropil_coefficient: NonNegative = 0.7
    """Share of the neuropil's fluorescence that is taken off the cell's."""
    cell_probability: Annotated[NonNegative, Field(le=1)] = 0.0
    """Least probability of being a cell, beside being marked as one."""
    epoch_gap_s: Positive = 60.0
    """Seconds between onsets of a stimulus beyond which a new epoch begins; of no effect if the
    stimulus table has the column `epoch`."""
    dataset: Words = "suite2p"
    """What the sessions are called together."""
    subject: Words = "unknown"
    """The animal that was recorded."""
    species: Words = "unknown"
    """Its species, such as `Mus musculus`."""
    license: Words = "unknown"
    """The licence of the recordings, such as `CC-BY-4.0`."""

"""The studies of the MtM paper: sessions and masking schemes of each table or figure."""

from typing import Annotated, Literal

from pydantic import Field

from neurodag.config.base import Name, OrNull, Settings, Several, Share

Scheme = Literal[
    "temporal",
    "random_token",
    "neuron",
    "causal",
    "intra_region",
    "inter_region",
    "mtm_unprompted",
    "mtm_prompted",
]
"""How a run masks its training data. `temporal` is the baseline of NDT1, `random_token` that of
NDT2; the MtM schemes draw one of `neuron`, `causal`, `intra_region` and `inter_region` for every
batch."""


class Study(Settings):
    """Runs that are compared with each other: every scheme on every session, for every seed."""

    sessions: Several[Name]
    """Groups or sessions of the dataset."""
    schemes: Several[Scheme]
    """Masking schemes, in the order of the rows or panels."""


class MaskRatioStudy(Study):
    """A study whose schemes are trained with several mask ratios."""

    ratios: Several[Share]
    """Mask ratios, each in the place of `mtm.masking.ratio`."""


class PairStudy(Study):
    """A study that sets one scheme against another."""

    schemes: Annotated[Several[Scheme], Field(min_length=2, max_length=2)]
    """The scheme and its baseline."""


class RasterStudy(PairStudy):
    """A study that draws the units of one region."""

    region: OrNull[Annotated[str, Field(min_length=1)]] = None
    """Region, as the session file names it, whose units are drawn; null: that of the most units."""


class Studies(Settings):
    """Each makes a table or a figure of the paper; null leaves it out."""

    ablation: OrNull[Study] = None
    """Tables 1 and 3: activity and behaviour scores of every scheme."""
    mask_ratios: OrNull[MaskRatioStudy] = None
    """Table 7: activity scores against the mask ratio."""
    comparison: OrNull[PairStudy] = None
    """Figure 2C: scores of two schemes, one point a session."""
    rasters: OrNull[RasterStudy] = None
    """Figure 2A and B: trial-averaged rates of one region, recorded and predicted."""
    units: OrNull[PairStudy] = None
    """Figure 7: scores of two schemes, one point a unit."""

"""Networks pretrained on many sessions and fine-tuned on others (MtM paper, section 5.3)."""

from typing import Annotated

from pydantic import Field

from neurodag.config.base import Count, Name, OrNull, Seed, Settings, Several
from neurodag.config.networks import NDT2, NDT1Stitch
from neurodag.config.studies import PairStudy, Scheme, Study
from neurodag.config.training import Training

SchemeAndBaseline = Annotated[Several[Scheme], Field(min_length=2, max_length=2)]


class ManySessions(Settings):
    """Pretraining on some sessions, fine-tuning on each of others, by the same masking scheme."""

    pretraining: Several[Name]
    """Groups or sessions that pretraining sessions are drawn from."""
    held_out: Several[Name]
    """Groups or sessions to fine-tune on."""
    counts: Several[Count] = (1, 10, 34)
    """Numbers of pretraining sessions; smaller draws are parts of larger ones."""
    draw: Seed = 0
    """Seed of the draw."""
    schemes: SchemeAndBaseline
    """The scheme and its baseline."""
    training: Training = Training()
    """Of pretraining."""
    finetuning: Training = Training()
    """Of fine-tuning."""


class NDT1StitchStudy(ManySessions):
    """NDT1-stitch: Tables 2 and 6, Figures 3, 4 and 5."""

    model: NDT1Stitch = NDT1Stitch()
    least_units: Count = 5
    """Figure 5: regions with fewer units are left out."""


class NDT2Study(ManySessions):
    """NDT2: Tables 4 and 5, Figures 6, 8 and 9."""

    model: NDT2 = NDT2()
    ablation: OrNull[Study] = None
    """Table 4: single sessions, every scheme."""
    comparison: OrNull[PairStudy] = None
    """Figure 6: single sessions, scores of two schemes."""

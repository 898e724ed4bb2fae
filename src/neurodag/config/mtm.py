"""The experiments of MtM (multi-task masking of spikes across brain regions)."""

from neurodag.config.base import Name, OrNull, Seed, Settings, Several
from neurodag.config.evaluation import Evaluation
from neurodag.config.many_sessions import NDT1StitchStudy, NDT2Study
from neurodag.config.networks import NDT1
from neurodag.config.search import Search
from neurodag.config.studies import Studies
from neurodag.config.training import Masking, Run, Training


class MtM(Settings):
    """The experiments of the MtM paper."""

    dataset: Name
    """Name of the dataset that the studies are made on."""
    seeds: Several[Seed] = (42,)
    """Each run is trained once for every seed; tables and figures show the spread."""
    model: NDT1 = NDT1()
    masking: Masking = Masking()
    training: Training = Training()
    evaluation: Evaluation = Evaluation()
    studies: Studies = Studies()
    ndt1_stitch: OrNull[NDT1StitchStudy] = None
    """Experiments on many sessions with NDT1-stitch; null leaves them out."""
    ndt2: OrNull[NDT2Study] = None
    """Experiments with NDT2; null leaves them out."""
    search: OrNull[Search] = None
    """Search for better settings of NDT1; null leaves it out."""

    def run(self) -> Run:
        """What a network of one session depends on, besides session, scheme and seed."""
        return Run(model=self.model, masking=self.masking, training=self.training)

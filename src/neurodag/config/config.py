"""The whole configuration."""

from collections.abc import Iterable

from neurodag.config.base import Folder, Name, OrNull, Settings
from neurodag.config.forecast.quantformer import QuantFormer
from neurodag.config.mtm import MtM
from neurodag.config.search import Search
from neurodag.config.sources import AnyDataset
from neurodag.config.studies import Study
from neurodag.config.vision.v1t import V1T, Cohort


class Config(Settings):
    """The experiments, as `config.yaml` and its overlays describe them.

    Made by `load_config` and `read_config`, which also check the names that point from one part to
    another.
    """

    results: Folder = "results"
    """Folder of everything that is made."""
    data: Folder = "data"
    """Folder below which the datasets' own folders lie."""
    datasets: dict[Name, AnyDataset]
    """Datasets by name."""
    mtm: MtM
    v1t: OrNull[V1T] = None
    """Experiments of V1T; null leaves them out."""
    quantformer: OrNull[QuantFormer] = None
    """Experiments of QuantFormer; null leaves them out."""

    def study_sessions(self, study: Study | Search, found: Iterable[str] = ()) -> tuple[str, ...]:
        """Ids of a study's sessions, each once, in order; `found` as in `Dataset.resolve`."""
        return self.datasets[self.mtm.dataset].resolve(study.sessions, found)

    def cohort_sessions(self, cohort: Cohort, found: Iterable[str] = ()) -> tuple[str, ...]:
        """Ids of a cohort's sessions, each once, in order; `found` as in `Dataset.resolve`."""
        return self.datasets[cohort.dataset].resolve(cohort.sessions, found)

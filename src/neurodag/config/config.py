"""The whole configuration."""

from collections.abc import Iterable

from neurodag.config.base import Folder, Name, Settings
from neurodag.config.mtm import MtM
from neurodag.config.sources import AnyDataset
from neurodag.config.studies import Study


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

    def study_sessions(self, study: Study, found: Iterable[str] = ()) -> tuple[str, ...]:
        """Ids of a study's sessions, each once, in order; `found` as in `Dataset.resolve`."""
        return self.datasets[self.mtm.dataset].resolve(study.sessions, found)

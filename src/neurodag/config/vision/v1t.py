"""The experiments of V1T (responses of the visual cortex to images, modulated by behaviour)."""

from collections.abc import Iterator

from pydantic import model_validator

from neurodag.config.base import Flag, Name, OrNull, Seed, Settings, Several
from neurodag.config.vision.evaluation import VisionEvaluation
from neurodag.config.vision.network import VisionNetwork
from neurodag.config.vision.search import VisionSearch
from neurodag.config.vision.studies import V1TStudies
from neurodag.config.vision.training import VisionTraining


class Cohort(Settings):
    """Animals whose networks share a core."""

    dataset: Name
    """Name of the dataset."""
    sessions: Several[Name]
    """Groups or sessions of the dataset."""
    labels: OrNull[Several[Name]] = None
    """What the sessions are called in tables and figures, in the same order; null: by their ids."""
    gray: Flag = False
    """Whether two-coloured pictures are averaged over their colours."""


class TrainedNetwork(Settings):
    """A network, and how it is trained."""

    network: VisionNetwork
    training: VisionTraining = VisionTraining()


class V1T(Settings):
    """The experiments of the V1T paper."""

    cohorts: dict[Name, Cohort]
    """Animals that are trained together, by name."""
    networks: dict[Name, TrainedNetwork]
    """Networks by name; tables know those of `config.yaml` by other names, too."""
    seed: Seed = 1
    """Of every network; studies of several go on from it."""
    evaluation: VisionEvaluation = VisionEvaluation()
    studies: V1TStudies = V1TStudies()
    search: OrNull[VisionSearch] = None
    """Search for hyperparameters (Table A.2); null leaves it out."""

    @model_validator(mode="after")
    def _names_are_known(self) -> "V1T":
        if problems := list(self._problems()):
            raise ValueError("\n".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        known = {"cohort": list(self.cohorts), "network": list(self.networks)}
        for place, kind, name in self._named():
            if name not in known[kind]:
                yield (
                    f"{place} names the {kind} {name}, which `{kind}s` does not have: "
                    f"it has {', '.join(known[kind])}."
                )
        if self.search and self.search.network in self.networks:
            yield from self.search.problems(self.networks[self.search.network].network)

    def _named(self) -> Iterator[tuple[str, str, str]]:
        """Place, kind and name of every cohort and network that studies and the search name."""
        for study, settings in self.studies:
            if settings is not None:
                place = f"studies.{study}"
                yield from ((place, "cohort", name) for name in settings.cohort_names())
                yield from ((place, "network", name) for name in settings.network_names())
        if self.search is not None:
            yield "search", "cohort", self.search.cohort
            yield "search", "network", self.search.network

"""The experiments of QuantFormer (forecasts of calcium activity through quantized codes)."""

from collections.abc import Iterator

from pydantic import Field, model_validator

from neurodag.config.base import Name, OrNull, Seed, Settings, Several
from neurodag.config.forecast.evaluation import ForecastEvaluation
from neurodag.config.forecast.studies import ForecastStudies
from neurodag.config.forecast.training import PretrainedNetwork, TrainedCompetitor, Tuning
from neurodag.config.forecast.windows import Windows


class QuantFormer(Settings):
    """The experiments of the QuantFormer paper."""

    dataset: Name
    """Name of the dataset."""
    stimuli: dict[Name, OrNull[Several[Name]]]
    """What is shown, by the names of the sessions' variable `stimulus`, and to whom: groups or
    sessions of the dataset, one of each subject, always in the same order. `null` leaves out."""
    subjects: OrNull[Several[Name]] = None
    """Names of the subjects, in that order; null: the ids of the first stimulus' sessions."""
    seeds: Several[Seed] = (1,)
    """Every network is trained once with each."""
    windows: Windows = Windows()
    networks: dict[Name, PretrainedNetwork]
    """Networks that are pre-trained, by name."""
    tunings: dict[Name, Tuning]
    """How they are adapted, by name."""
    competitors: dict[Name, TrainedCompetitor] = Field({})
    """What they are compared with, by name."""
    evaluation: ForecastEvaluation = ForecastEvaluation()
    studies: ForecastStudies = ForecastStudies()

    @property
    def shown(self) -> dict[str, tuple[str, ...]]:
        """Groups or sessions that see each stimulus, without stimuli that are left out."""
        return {name: given for name, given in self.stimuli.items() if given is not None}

    @model_validator(mode="after")
    def _names_are_known(self) -> "QuantFormer":
        if problems := list(self._problems()):
            raise ValueError("\n".join(problems))
        return self

    def _problems(self) -> Iterator[str]:
        if not self.shown:
            yield "no stimulus is left; name at least one in `stimuli`, and who sees it."
        for study, settings in self.studies:
            for key, kind, name in settings.named() if settings else ():
                known = self.shown if kind == "stimuli" else getattr(self, kind)
                if name not in known:
                    yield (
                        f"studies.{study}.{key} is {name}, which `{kind}` does not have: it has "
                        f"{', '.join(known)}."
                    )
        for name in {*(self.subjects or ())} & {*self.shown}:
            yield f"{name} is the name of a stimulus and of a subject; rename the subject."
        ablation = self.studies.ablation
        autoencoder = self.networks.get(ablation.autoencoder) if ablation else None
        if ablation and autoencoder and autoencoder.network.quantizer is not None:
            yield (
                f"studies.ablation.autoencoder is {ablation.autoencoder}, whose "
                "network.quantizer is not null; give it one without quantization."
            )

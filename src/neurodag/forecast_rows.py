"""The rows of QuantFormer's tables and figures: which runs each is of."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from neurodag.config.forecast.quantformer import QuantFormer
from neurodag.config.forecast.studies import (
    AblationStudy,
    AdaptedStudy,
    ExampleStudy,
    ForecastPerformanceStudy,
    ForecastStudy,
    GeneralizationStudy,
    SizeStudy,
)
from neurodag.forecast_runs import (
    ACTIVATION,
    ALL,
    BY_CODES,
    CODES,
    NONE,
    ONLY,
    SIGNALS,
    WIDTH,
    WITHOUT,
    AdaptedId,
    CompetitorId,
    PretrainedId,
    SessionRun,
    Shown,
    network_of,
)

Predicted = Literal["activation", "response"]
Rows = dict[str, list[SessionRun]]
"""The runs of every row, by its name."""


class Place(NamedTuple):
    """Where a row has a run."""

    stimulus: str
    subject: str
    seed: int


class Table(NamedTuple):
    """What the rows of a study are made for."""

    quantformer: QuantFormer
    places: list[Place]
    predicted: Predicted
    own: str
    """What networks have seen that are pre-trained for the study alone."""

    def adapted(self, scope: str, network: str, tuning: str) -> list[SessionRun]:
        """A pre-trained network, or one with fresh weights, adapted everywhere."""
        return [
            AdaptedId(scope, network, tuning, self.task(scope, network), *at) for at in self.places
        ]

    def without(self, key: str, network: str, tuning: str) -> list[SessionRun]:
        """The same, pre-trained without the stimulus or the subject that it is adapted to."""
        if len({getattr(at, key) for at in self.places}) < 2:
            return []  # nothing would be left to see
        task = self.task(ALL, network)
        return [
            AdaptedId(f"{WITHOUT}{getattr(at, key)}", network, tuning, task, *at)
            for at in self.places
        ]

    def competitor(self, name: str) -> list[SessionRun]:
        task = ACTIVATION if self.predicted == "activation" else SIGNALS
        return [CompetitorId(name, task, *at) for at in self.places]

    def sized(self, network: str, suffix: str, size: int) -> str:
        """The name of a network of this size; its own, if that is its size anyway."""
        name = f"{network}{suffix}{size}"
        same = network_of(self.quantformer, name) == network_of(self.quantformer, network)
        return network if same else name

    def task(self, scope: str, network: str) -> str:
        """How a network predicts: responses by codes, if it has learnt any."""
        if self.predicted == "activation":
            return ACTIVATION
        quantizer = network_of(self.quantformer, network).network.quantizer
        return SIGNALS if scope == NONE or quantizer is None else BY_CODES


def rows_of(
    study: ForecastStudy, quantformer: QuantFormer, shown: Shown, predicted: Predicted
) -> Rows:
    """The rows of a study, in their order; those that have no runs are left out."""
    stimuli = study.stimuli or tuple(quantformer.shown)
    places = [
        Place(stimulus, subject, seed)
        for stimulus in stimuli
        for subject in shown[stimulus]
        for seed in quantformer.seeds
    ]
    own = f"{ONLY}{stimuli[0]}" if len(stimuli) == 1 < len(quantformer.shown) else ALL
    table = Table(quantformer, places, predicted, own)
    return {row: runs for row, runs in _rows(study, table).items() if runs}


def _rows(study: ForecastStudy, table: Table) -> Rows:
    match study:
        case ForecastPerformanceStudy():
            first = study.tunings[0]
            tuned = {
                study.network if tuning == first else f"{study.network}_{tuning}": tuning
                for tuning in study.tunings
            }
            adapted = {row: table.adapted(ALL, study.network, how) for row, how in tuned.items()}
            return {name: table.competitor(name) for name in study.competitors} | adapted
        case AblationStudy():
            network, tuning = study.network, study.tuning
            return {
                "baseline": table.adapted(NONE, network, study.without_unit_token),
                "learnable_tokens": table.adapted(NONE, network, tuning),
                "autoencoder": table.adapted(table.own, study.autoencoder, tuning),
                "quantization": table.adapted(table.own, network, tuning),
            }
        case GeneralizationStudy():
            return {
                "subjects": table.without("subject", study.network, study.tuning),
                "stimuli": table.without("stimulus", study.network, study.tuning),
            }
        case SizeStudy():
            codes = {f"k_{size}": table.sized(study.network, CODES, size) for size in study.codes}
            widths = {f"d_{size}": table.sized(study.network, WIDTH, size) for size in study.widths}
            return {
                row: table.adapted(table.own, network, study.tuning)
                for row, network in (codes | widths).items()
            }
        case ExampleStudy():
            competitors = {name: table.competitor(name) for name in study.competitors}
            return competitors | {study.network: table.adapted(ALL, study.network, study.tuning)}
        case AdaptedStudy():
            return {study.network: table.adapted(ALL, study.network, study.tuning)}
        case _:
            return {}  # of pre-trained networks alone


PREDICTS: dict[str, tuple[Predicted, ...]] = {
    "performance": ("activation", "response"),
    "ablation": ("activation", "response"),
    "generalization": ("activation", "response"),
    "sizes": ("activation", "response"),
    "examples": ("response",),
    "attention": ("activation",),
    "unit_tokens": ("activation",),
    "distributions": ("response",),
}
"""What the networks of a study predict."""


def runs_of_study(name: str, quantformer: QuantFormer, shown: Shown) -> list[SessionRun]:
    """All runs of a study of the settings, each once."""
    study = getattr(quantformer.studies, name)
    rows = [rows_of(study, quantformer, shown, predicted) for predicted in PREDICTS.get(name, ())]
    return list(dict.fromkeys(run for each in rows for runs in each.values() for run in runs))


def pretrained_of_study(name: str, quantformer: QuantFormer, shown: Shown) -> list[PretrainedId]:
    """The pre-trained networks that a study needs, each once."""
    study = getattr(quantformer.studies, name)
    found: Iterable[PretrainedId | None] = [
        run.pretrained
        for run in runs_of_study(name, quantformer, shown)
        if isinstance(run, AdaptedId)
    ]
    if name in ("codes", "quantization"):
        networks = {"network": study.network, "unbalanced": getattr(study, "unbalanced", None)}
        found = [
            PretrainedId(ALL, network, quantformer.seeds[0])
            for network in networks.values()
            if network
        ]
    return list(dict.fromkeys(run for run in found if run is not None))


def forecast_runs(
    quantformer: QuantFormer, shown: Shown
) -> dict[str, list[PretrainedId | SessionRun]]:
    """The networks of every study that the settings ask for, by the study's name."""
    return {
        name: [
            *pretrained_of_study(name, quantformer, shown),
            *runs_of_study(name, quantformer, shown),
        ]
        for name, study in quantformer.studies
        if study is not None
    }

"""What tells the networks of QuantFormer and their competitors apart, and what they have seen."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from neurodag import layout
from neurodag.config.forecast.quantformer import QuantFormer
from neurodag.config.forecast.training import PretrainedNetwork
from neurodag.errors import ConfigError
from neurodag.layout import Place

ALL = "all"
"""Pre-trained on all subjects and stimuli."""
NONE = "none"
"""Not pre-trained."""
ONLY, WITHOUT = "only.", "without."
CODES, WIDTH = ".codes-", ".width-"
ACTIVATION, SIGNALS, BY_CODES = "activation", "signals", "codes"
"""Tasks."""
Shown = Mapping[str, Mapping[str, str]]
"""The session of each subject, for every stimulus."""


class PretrainedId(NamedTuple):
    """What tells a pre-trained network from the others; the wildcards of its files."""

    scope: str
    """What it has seen: all, or only or not one stimulus or subject."""
    network: str
    seed: int

    @property
    def place(self) -> Place:
        return layout.PRETRAINED_FORECASTER

    def path(self, pattern: str) -> str:
        """A pattern of its place, filled in."""
        return pattern.format(**self._asdict())


class AdaptedId(NamedTuple):
    """What tells an adapted network from the others; the wildcards of its files."""

    scope: str
    network: str
    tuning: str
    task: str
    stimulus: str
    subject: str
    seed: int

    @property
    def place(self) -> Place:
        return layout.ADAPTED

    @property
    def method(self) -> str:
        """What it is called in evaluations."""
        return f"{self.scope}/{self.network}/{self.tuning}"

    @property
    def pretrained(self) -> PretrainedId | None:
        """What it begins as; None: with fresh weights."""
        if self.scope == NONE:
            return None
        return PretrainedId(self.scope, self.network, self.seed)

    def path(self, pattern: str) -> str:
        """A pattern of its place, filled in."""
        return pattern.format(**self._asdict())


class CompetitorId(NamedTuple):
    """What tells a competitor from the others; the wildcards of its files."""

    competitor: str
    task: str
    stimulus: str
    subject: str
    seed: int

    @property
    def place(self) -> Place:
        return layout.COMPETITOR

    @property
    def method(self) -> str:
        """What it is called in evaluations."""
        return self.competitor

    def path(self, pattern: str) -> str:
        """A pattern of its place, filled in."""
        return pattern.format(**self._asdict())


SessionRun = AdaptedId | CompetitorId
"""Of one subject and stimulus; it is evaluated."""


def by_subject(
    sessions: Mapping[str, Sequence[str]], subjects: Sequence[str] | None
) -> dict[str, dict[str, str]]:
    """The session of each subject, for every stimulus, of the `sessions` of every stimulus.

    Without names, subjects are called as the sessions of the first stimulus. Raises ConfigError
    where a stimulus has more or fewer sessions than there are subjects.
    """
    names = subjects or next(iter(sessions.values()))
    for stimulus, ids in sessions.items():
        if len(ids) != len(names):
            raise ConfigError(
                f"`quantformer.stimuli.{stimulus}` has {len(ids)} session(s), but there are "
                f"{len(names)} subjects ({', '.join(names)}); give one session of each, in their "
                "order."
            )
    return {stimulus: dict(zip(names, ids, strict=True)) for stimulus, ids in sessions.items()}


def seen_in(scope: str, shown: Shown) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The sessions and the stimuli of a scope, each once.

    Raises KeyError for a scope that is none.
    """
    pairs = [(stimulus, subject) for stimulus, by in shown.items() for subject in by]
    name = scope.removeprefix(ONLY).removeprefix(WITHOUT)
    if scope != ALL and (scope == name or not any(name in pair for pair in pairs)):
        raise KeyError(scope)
    if scope != ALL:
        pairs = [pair for pair in pairs if (name in pair) == scope.startswith(ONLY)]
    sessions = dict.fromkeys(shown[stimulus][subject] for stimulus, subject in pairs)
    return tuple(sessions), tuple(dict.fromkeys(stimulus for stimulus, _ in pairs))


def network_of(quantformer: QuantFormer, name: str) -> PretrainedNetwork:
    """The settings of a network, or of one that differs in its codes or width.

    Raises KeyError for a network that is neither.
    """
    for suffix, key, part in ((CODES, "codes", "quantizer"), (WIDTH, "width", "transformer")):
        base, found, size = name.partition(suffix)
        if found and base in quantformer.networks and size.isdigit():
            network = quantformer.networks[base].network
            changed = getattr(network, part).model_copy(update={key: int(size)})
            network = network.model_copy(update={part: changed})
            return quantformer.networks[base].model_copy(update={"network": network})
    return quantformer.networks[name]

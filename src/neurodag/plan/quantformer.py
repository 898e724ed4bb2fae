"""The runs of the QuantFormer paper: what each learns from, and how much arithmetic that takes."""

from collections.abc import Mapping
from dataclasses import replace
from math import ceil
from typing import NamedTuple

from neurodag.config import Config
from neurodag.config.forecast import ForecastNetwork, ForecastTraining
from neurodag.config.forecast.quantformer import QuantFormer
from neurodag.forecast_runs import (
    ALL,
    NONE,
    ONLY,
    AdaptedId,
    CompetitorId,
    PretrainedId,
    Shown,
    network_of,
    seen_in,
)
from neurodag.plan.arithmetic import Arithmetic, arithmetic_of
from neurodag.plan.options import Assumed
from neurodag.plan.planned import Kind, Plan, PlannedRun, left
from neurodag.plan.presentation_sizes import PresentationSize, presentation_sizes
from neurodag.plan.quantformer_network import Network, count
from neurodag.status.look import ForecastRun
from neurodag.status.survey import known_sessions, sessions_shown, survey, training_of

ACTIVE = 0.054
"""Share of observations with activity (section 4.1: 2.3 of 42 million)."""
SAMPLED = (
    "Observations: where inactive ones are left out (balance: sampling), training counts twice the "
    f"paper's share of active ones, {ACTIVE:.1%}."
)


class Job(NamedTuple):
    """A run, and all that its arithmetic depends on but the sizes of its sessions."""

    run: ForecastRun
    left: float
    """The share of its epochs that is not done yet."""
    training: ForecastTraining
    network: Network
    """Of one unit."""
    sessions: tuple[str, ...]
    stimuli: tuple[str, ...]
    learned: float = 1.0
    """Share of the observations that it learns from."""

    def sized(self, size: PresentationSize) -> Network:
        """The network as it is for one of the sessions."""
        if isinstance(self.network.settings, ForecastNetwork):
            return self.network
        return replace(self.network, units=size.units)


def plan_quantformer(config: Config, assumed: Assumed) -> Plan:
    """All runs of the settings, each once; sessions whose sizes nothing tells are of `assumed`
    sizes. Raises ConfigError or SessionError where a run could not be trained."""
    quantformer = config.quantformer
    if quantformer is None:
        return Plan([], 0, 0)
    shown = sessions_shown(config, known_sessions(config), quantformer)
    jobs = [
        job_of(quantformer, shown, status.run, left(status))
        for status in survey(config)
        if isinstance(status.run, ForecastRun)
    ]
    stimuli: dict[str, dict[str, None]] = {}
    for stimulus, sessions in shown.items():
        for session in sessions.values():
            stimuli.setdefault(session, {})[stimulus] = None
    sizes = presentation_sizes(config, quantformer.dataset, quantformer.windows, stimuli, assumed)
    needed = dict.fromkeys(session for job in jobs for session in job.sessions)
    arithmetic = arithmetic_of(
        (job.sized(sizes[session]) for job in jobs for session in job.sessions), count
    )
    told = [sizes[session].told_by for session in needed]
    return Plan(
        [planned(job, sizes, arithmetic) for job in jobs],
        len(told),
        told.count("options"),
        published=told.count("paper"),
        also=(SAMPLED,) if any(job.learned < 1 for job in jobs) else (),
    )


def job_of(quantformer: QuantFormer, shown: Shown, run: ForecastRun, left: float) -> Job:
    """How a run is trained, and on what."""
    windows, training = quantformer.windows, training_of(quantformer, run)
    frames = windows.baseline_frames, windows.response_frames
    if isinstance(run, PretrainedId):
        settings = network_of(quantformer, run.network)
        seen = seen_in(run.scope, shown)
        learned = min(2 * ACTIVE, 1) if settings.balance == "sampling" else 1.0
        return Job(run, left, training, Network(settings.network, *frames), *seen, learned)
    if isinstance(run, AdaptedId):
        pretrained = network_of(quantformer, run.network).network
        tuned = quantformer.tunings[run.tuning].downstream
        network = Network(pretrained, *frames, run.task, tuned)
    else:
        competitor = quantformer.competitors[run.competitor].competitor
        network = Network(competitor, *frames, run.task)
    session = shown[run.stimulus][run.subject]
    return Job(run, left, training, network, (session,), (run.stimulus,))


def planned(
    job: Job, sizes: Mapping[str, PresentationSize], arithmetic: Mapping[Network, Arithmetic]
) -> PlannedRun:
    """The steps of a run, and the arithmetic of its steps and of its validations.

    In an epoch, every training presentation comes once, with all units, in batches that mix
    sessions; a validation follows. What has nothing to learn is validated once.
    """
    presentations = of_training = of_validation = 0
    for session in job.sessions:
        size = sizes[session]
        item = arithmetic[job.sized(size)]
        train, validation = (
            sum(told.get(stimulus, 0) for stimulus in job.stimuli)
            for told in (size.train, size.validation)
        )
        units = size.units if isinstance(job.network.settings, ForecastNetwork) else 1
        presentations += train
        of_training += round(job.learned * train * units * item.training)
        of_validation += validation * units * item.validation
    epochs = job.training.epochs if of_training else 1
    steps = epochs * ceil(presentations / job.training.batch_size) if of_training else 0
    kind = Kind(name_of(job.run), kind_of(job.run), "", job.training.precision)
    return PlannedRun(kind, steps, epochs * of_training, epochs * of_validation, job.left)


def name_of(run: ForecastRun) -> str:
    return run.competitor if isinstance(run, CompetitorId) else run.network


def kind_of(run: ForecastRun) -> str:
    """`pre-training without one`, `fine_tuned, codes` or `signals`, for example."""
    if isinstance(run, CompetitorId):
        return run.task
    if isinstance(run, AdaptedId):
        return f"{run.tuning}, {run.task}" + (", not pre-trained" if run.scope == NONE else "")
    if run.scope == ALL:
        return "pre-training"
    if run.scope.startswith(ONLY):
        return f"pre-training on {run.scope.removeprefix(ONLY)}"
    return "pre-training without one"

"""The runs of the V1T paper: what each learns from, and how much arithmetic that takes."""

from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

from neurodag.config import Config
from neurodag.config.vision.v1t import V1T, TrainedNetwork
from neurodag.errors import ConfigError
from neurodag.plan.arithmetic import Arithmetic, arithmetic_of
from neurodag.plan.image_sizes import ImageSize, image_sizes
from neurodag.plan.options import Assumed
from neurodag.plan.planned import Kind, Plan, PlannedRun
from neurodag.plan.v1t_network import Network, count
from neurodag.plan.v1t_search import drawn_networks, expected_epochs, told_of_trials
from neurodag.status.look import RunStatus
from neurodag.status.survey import known_sessions, resolved, survey
from neurodag.status.trial import TrialId
from neurodag.vision_runs import (
    ALL,
    ONLY,
    WITHOUT,
    AnyVisionRun,
    Cohorts,
    TransferId,
    VisionRunId,
    members,
    named_cohort,
)


class Job(NamedTuple):
    """A run, and all that its arithmetic depends on but the sizes of its sessions."""

    run: AnyVisionRun | TrialId
    epochs: int
    left: float
    """The share of its epochs that is not done yet."""
    trained: TrainedNetwork
    dataset: str
    sessions: tuple[str, ...]
    gray: bool

    @property
    def samples(self) -> int | None:
        """Training trials of each session; None: all."""
        samples = self.run.samples if isinstance(self.run, VisionRunId) else ALL
        return None if samples == ALL else int(samples)

    def network(self, session: str, size: ImageSize) -> Network:
        """The network as it is for one of the sessions."""
        return Network(
            settings=self.trained.network,
            units=size.units,
            channels=1 if self.gray else size.channels,
            behavior=size.behavior,
            positions=size.positions,
            batch=self.trained.training.batch_size,
            frozen=isinstance(self.run, TransferId),
            session=session,
        )


def plan_v1t(config: Config, assumed: Assumed) -> Plan:
    """All runs of the settings, each once.

    Those that are done took as many epochs as they did, the others take `assumed.epochs`, or the
    most that they may; sessions whose sizes nothing tells are of `assumed` sizes. Raises
    ConfigError or SessionError where a run could not be trained.
    """
    jobs = jobs_of(config, assumed.epochs)
    of_dataset: dict[str, dict[str, None]] = {}
    for job in jobs:
        of_dataset.setdefault(job.dataset, {}).update(dict.fromkeys(job.sessions))
    sizes = {
        dataset: image_sizes(config, dataset, sessions, assumed)
        for dataset, sessions in of_dataset.items()
    }
    arithmetic = arithmetic_of(
        (
            job.network(session, sizes[job.dataset][session])
            for job in jobs
            for session in job.sessions
        ),
        count,
    )
    runs = [planned(job, sizes[job.dataset], arithmetic) for job in jobs]
    search = config.v1t.search if config.v1t else None
    told = [size.told_by for known in sizes.values() for size in known.values()]
    return Plan(
        runs,
        len(told),
        told.count("options"),
        published=told.count("paper"),
        ends_early=True,
        also=(told_of_trials(search),) if search else (),
    )


def jobs_of(config: Config, expected: int | None) -> list[Job]:
    """All runs, but of cohorts without a session."""
    v1t = config.v1t
    if v1t is None:
        return []
    found = known_sessions(config)
    cohorts = {
        name: resolved(config, found, cohort.dataset, cohort.sessions)
        for name, cohort in v1t.cohorts.items()
    }
    drawn = drawn_networks(v1t)
    jobs = []
    for status in survey(config, found):
        match status.run:
            case TrialId(trial=number) as run:
                assert v1t.search is not None, "a trial is of a search"
                most = min(expected or v1t.search.epochs, expected_epochs(v1t.search))
                trained = drawn[number % len(drawn)]
            case VisionRunId() | TransferId() as run:
                trained = v1t.networks[run.network]
                most = min(expected or trained.training.epochs, trained.training.epochs)
            case _:
                continue
        jobs.append(job_of(v1t, cohorts, status, run, trained, most))
    return [job for job in jobs if job.sessions]


def job_of(
    v1t: V1T,
    cohorts: Cohorts,
    status: RunStatus,
    run: AnyVisionRun | TrialId,
    trained: TrainedNetwork,
    expected: int,
) -> Job:
    """How a run is trained, for how long, and on which sessions."""
    cohort = v1t.cohorts[named_cohort(run.cohort)]
    sessions = members(run.cohort, cohorts)
    if status.state == "done":
        epochs, left = status.epoch, 0.0
    else:  # one that goes on for longer than is expected has an epoch left, or more
        epochs = max(expected, status.epoch + 1)
        left = 1 - status.epoch / epochs
    return Job(run, epochs, left, trained, cohort.dataset, sessions, cohort.gray)


def planned(
    job: Job, sizes: Mapping[str, ImageSize], arithmetic: Mapping[Network, Arithmetic]
) -> PlannedRun:
    """The steps of a run, and the arithmetic of its steps and of its validations.

    A step has a batch of each session. An epoch ends when every training trial of the session with
    most of them has come; there is a validation after each.
    """
    training = job.trained.training
    train = {
        session: trials_to_learn_from(job, session, sizes[session]) for session in job.sessions
    }
    steps = max(ceil(trials / training.batch_size) for trials in train.values())
    of_training = of_validation = 0
    for session, trials in train.items():
        trial = arithmetic[job.network(session, sizes[session])]
        of_training += trials_of_steps(trials, training.batch_size, steps) * trial.training
        of_validation += sizes[session].validation * trial.validation
    kind = Kind(job.run.network, training_of(job.run), "", training.precision)
    return PlannedRun(
        kind, job.epochs * steps, job.epochs * of_training, job.epochs * of_validation, job.left
    )


def trials_to_learn_from(job: Job, session: str, size: ImageSize) -> int:
    """Training trials of a session. Raises ConfigError if more are asked for than it has."""
    if (job.samples or 0) > size.train:
        raise ConfigError(
            f"A run asks for {job.samples} training trials, but session {session} has "
            f"{size.train}; give {size.train} or fewer in `v1t.studies.samples.sizes`."
        )
    return job.samples or size.train


def trials_of_steps(trials: int, batch: int, steps: int) -> int:
    """How many trials so many batches have, where `trials` start again when all have come."""
    passes, more = divmod(steps, ceil(trials / batch))
    return passes * trials + more * batch


def training_of(run: AnyVisionRun | TrialId) -> str:
    """`dataset_s`, `dataset_s, 500 trials` or `readouts of one of dataset_s`, for example."""
    cohort = named_cohort(run.cohort)
    if isinstance(run, TrialId):
        return f"search on {cohort}"
    if ONLY in run.cohort:
        cohort = f"one of {cohort}"
    elif WITHOUT in run.cohort:
        cohort = f"all but one of {cohort}"
    if isinstance(run, TransferId):
        return f"readouts of {cohort}"
    return cohort if run.samples == ALL else f"{cohort}, {run.samples} trials"

"""The runs of the MtM paper: what each learns from, and how much arithmetic that takes."""

from collections.abc import Mapping
from math import ceil
from typing import NamedTuple

from neurodag.config import Config, MtM, Training
from neurodag.config.many_sessions import NDT1StitchStudy, NDT2Study
from neurodag.config.networks import Architecture, Transformer
from neurodag.masking import MTM_SCHEMES
from neurodag.plan.arithmetic import Arithmetic, arithmetic_of
from neurodag.plan.mtm_network import Network, count
from neurodag.plan.options import Assumed
from neurodag.plan.planned import Kind, Plan, PlannedRun, left
from neurodag.plan.sizes import SessionSize, session_sizes
from neurodag.pretraining import FinetunedId, PretrainedId, draw_sessions
from neurodag.runs import RunId, VariantId
from neurodag.status.look import MtMRun
from neurodag.status.survey import known_sessions, survey


class Job(NamedTuple):
    """A run, and all that its arithmetic depends on but the sizes of its sessions."""

    run: MtMRun
    left: float
    """The share of its epochs that is not done yet."""
    kind: str
    """`one session`, `pretraining on 34` or `fine-tuning`, for example."""
    architecture: Architecture
    model: Transformer
    training: Training
    sessions: tuple[str, ...]

    @property
    def multi_task(self) -> bool:
        return self.run.scheme.startswith("mtm_")

    def network(self, session: str, size: SessionSize) -> Network:
        """The network as it is for one of the sessions."""
        prompted = self.run.scheme == "mtm_prompted"
        return Network(self.architecture, self.model, size.bins, size.units, prompted, session)


def plan_mtm(config: Config, assumed: Assumed) -> Plan:
    """All runs of the settings; sessions whose sizes nothing tells yet are of `assumed` sizes.

    Raises ConfigError or SessionError where a run could not be trained.
    """
    jobs = [
        job_of(config, status.run, left(status))
        for status in survey(config)
        if isinstance(status.run, MtMRun)
    ]
    sessions = dict.fromkeys(session for job in jobs for session in job.sessions)
    sizes = session_sizes(config, config.mtm.dataset, sessions, assumed)
    arithmetic = arithmetic_of(
        (job.network(session, sizes[session]) for job in jobs for session in job.sessions), count
    )
    runs = [planned(job, sizes, arithmetic) for job in jobs]
    return Plan(runs, len(sizes), sum(size.assumed for size in sizes.values()))


def job_of(config: Config, run: MtMRun, left: float) -> Job:
    """How a run is trained, and on which sessions."""
    mtm = config.mtm
    match run:
        case RunId(architecture, session):
            study = None if architecture == "ndt1" else study_of(mtm, architecture)
            model = study.model if study else mtm.model
            return Job(run, left, "one session", architecture, model, mtm.training, (session,))
        case VariantId(variant, session):
            assert mtm.search is not None, "a variant is of a search"
            changed = mtm.search.variants[variant].changed(mtm.run())
            settings = changed.architecture, changed.model, changed.training
            return Job(run, left, "search", *settings, (session,))
        case PretrainedId(architecture, number):
            study = study_of(mtm, architecture)
            known = known_sessions(config)[mtm.dataset]
            candidates = config.datasets[mtm.dataset].resolve(study.pretraining, known)
            drawn = draw_sessions(candidates, number, study.draw)
            kind = f"pretraining on {number}"
            return Job(run, left, kind, architecture, study.model, study.training, drawn)
        case FinetunedId(architecture, _, session):
            study = study_of(mtm, architecture)
            model, training = study.model, study.finetuning
            return Job(run, left, "fine-tuning", architecture, model, training, (session,))


def study_of(mtm: MtM, architecture: Architecture) -> NDT1StitchStudy | NDT2Study:
    """The study of many sessions that runs of an architecture belong to."""
    study = mtm.ndt2 if architecture == "ndt2" else mtm.ndt1_stitch
    assert study is not None, f"there are runs of {architecture}, so there is a study"
    return study


def planned(
    job: Job, sizes: Mapping[str, SessionSize], arithmetic: Mapping[Network, Arithmetic]
) -> PlannedRun:
    """The steps of a run, and the arithmetic of its steps and of its validations.

    In an epoch, every training trial comes once, in batches of one session each. A validation goes
    through the validation trials once for each scheme that the run may mask by.
    """
    training = job.training
    epochs = training.epochs
    validations = ceil(epochs / training.validation_interval)  # the last epoch always has one
    schemes = len(MTM_SCHEMES) if job.multi_task else 1
    steps = of_training = of_validation = 0
    for session in job.sessions:
        size = sizes[session]
        trial = arithmetic[job.network(session, size)]
        steps += epochs * ceil(size.train / training.batch_size)
        of_training += epochs * size.train * trial.training
        of_validation += validations * schemes * size.validation * trial.validation
    masking = job.run.scheme if job.multi_task else "one scheme"
    kind = Kind(job.architecture, job.kind, masking, training.precision)
    return PlannedRun(kind, steps, of_training, of_validation, job.left)

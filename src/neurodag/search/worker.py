"""A worker of a search: it trains one trial after the other, as long as there are any."""

import hashlib
import math
from argparse import Namespace
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import optuna
import torch

from neurodag.config.vision import SearchedRun, VisionRun
from neurodag.models.vision.network import VisionNetwork
from neurodag.search.space import choose, run_of
from neurodag.search.study import SharedStudy
from neurodag.training.devices import seed_everything
from neurodag.training.fit import DivergedError, fit
from neurodag.training.state import remove_state
from neurodag.training.vision.recordings import Recording
from neurodag.training.vision.task import ImageResponses

GOES_ON = {"search": {"trials", "workers"}}
"""Settings with other values of which a search goes on."""


def name_of_search(arguments: Namespace, made_from: Sequence[Path]) -> str:
    """What tells a search from those of other settings, code and sessions, in a few letters."""
    digests = [hashlib.sha256(path.read_bytes()).hexdigest() for path in made_from]
    settings = arguments.settings.model_dump_json(exclude=GOES_ON)
    told = [settings, arguments.code, str(arguments.gray), *sorted(digests)]
    return hashlib.sha256(" ".join(told).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Worker:
    """Trains trials of a study on recordings, by the id of their session."""

    study: SharedStudy
    searched: SearchedRun
    recordings: Mapping[str, Recording]
    device: torch.device
    folder: Path
    """For the state of unfinished trials, for whoever claims them after a kill."""
    save_every: float
    """Seconds between two saves."""

    def work(self) -> None:
        """Train trials until there are none left to claim.

        One that diverges, or needs more memory than the device has, counts as pruned.
        """
        while (trial := self.study.claim()) is not None:
            values = choose(trial, self.searched)
            told = ", ".join(f"{key} {value}" for key, value in values.items())
            print(f"Trial {trial.number}: {told}", flush=True)
            state = self.folder / f"trial-{trial.number}.pt"
            try:
                self.train(trial, run_of(values, self.searched), state)
            except DivergedError as error:
                self.study.prune(trial, f"diverged: {error}")
            except torch.OutOfMemoryError:
                self.study.prune(trial, "out of memory")
            remove_state(state)
            state.with_suffix(".json").unlink(missing_ok=True)

    def train(self, trial: optuna.Trial, run: VisionRun, state: Path) -> None:
        """Train one network, telling its score after each epoch, until its trial is over."""
        seed = self.searched.search.seed
        seed_everything(seed, "weights")
        animals = {session: recording.animal for session, recording in self.recordings.items()}
        network = VisionNetwork(animals, run.network).to(self.device)
        last_told = self.study.last_epoch(trial)
        pruned = False

        def ends(epoch: int, score: float) -> bool:
            nonlocal pruned
            if epoch < last_told:  # trained again after a kill
                return False
            if epoch > last_told:
                trial.report(score, epoch)
            if pruned := trial.should_prune():
                self.study.prune(trial, f"by Hyperband after {epoch} epochs")
            return pruned

        fitted = fit(
            ImageResponses(network, self.recordings, run.training),
            run.training,
            seed=seed,
            state=state,
            save_every=self.save_every,
            run=f"{run.model_dump_json()} {self.study.name}",
            ends=ends,
        )
        if pruned:
            return
        best = float(fitted.history[ImageResponses.score_name].max())
        if math.isnan(best):
            self.study.prune(trial, "its validation correlation is no number")
        else:
            self.study.complete(trial, best)

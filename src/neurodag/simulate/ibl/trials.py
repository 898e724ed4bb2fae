"""The table of trials."""

from pathlib import Path

import numpy as np
import pandas as pd
import xarray as xr

from neurodag.simulate.ibl.clock import Clock

CONTRASTS = (1.0, 0.25, 0.125, 0.0625, 0.0)
RESPONSE_S, FEEDBACK_S, STIMULUS_OFF_S = 0.15, 0.001, 1.0
"""From movement to response, from there to feedback, and from there to the end of the stimulus."""
REWARD_UL = 1.5


def write_trials(
    alf: Path, session: xr.Dataset, truth: xr.Dataset, clock: Clock, rng: np.random.Generator
) -> None:
    """The columns that the archive has, in its conventions: the choice is the turn of the wheel."""
    choice, reward = session["choice"].values, session["reward"].values
    side = np.where(reward == 1, choice, -choice)
    contrast = rng.choice(CONTRASTS, len(choice))
    movement_s = clock.onset_s + truth["reaction_time_s"].values
    feedback_s = movement_s + RESPONSE_S + FEEDBACK_S
    table = {
        "intervals_0": clock.start_s,
        "intervals_1": clock.stop_s,
        "stimOn_times": clock.onset_s,
        "goCue_times": clock.onset_s + FEEDBACK_S,
        "firstMovement_times": movement_s,
        "response_times": movement_s + RESPONSE_S,
        "feedback_times": feedback_s,
        "choice": -choice.astype(np.float64),
        "feedbackType": np.where(reward == 1, 1.0, -1.0),
        "rewardVolume": np.where(reward == 1, REWARD_UL, 0.0),
        "contrastLeft": np.where(side < 0, contrast, np.nan),
        "contrastRight": np.where(side > 0, contrast, np.nan),
        "probabilityLeft": session["block"].values,
    }
    pd.DataFrame(table).to_parquet(alf / "_ibl_trials.table.pqt")
    np.save(alf / "_ibl_trials.stimOff_times.npy", feedback_s + STIMULUS_OFF_S)

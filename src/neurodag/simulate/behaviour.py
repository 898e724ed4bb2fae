"""What the animal does in each trial: its choice, when it moves, its whiskers and its wheel."""

from dataclasses import dataclass

import numpy as np

BLOCK_PROBABILITIES = (0.2, 0.8)
"""Probability of the choice +1 in alternating blocks, after a first one of 0.5."""
FIRST_BLOCK_TRIALS = 90
BLOCK_TRIALS = (20, 100)
"""Range of the length of the later blocks."""
REACTION_TIME_S = (0.25, 0.6)
"""Median of the log-normal reaction times, in seconds, and the standard deviation of their log."""
VALID_REACTION_TIME_S = (0.08, 2.0)
"""Trials outside this range do not count for decoding (MtM's rule for real sessions)."""
CORRECT = 0.85
"""Share of the choices that are rewarded."""
CHOICE_FADE_S = 0.3
"""Time constant with which the units forget the choice after the movement, in seconds."""
BOUTS_HZ = 1.5
"""Whisking bouts a second that no stimulus causes."""
ONSET_BOUT = 4.0
"""Mean size of the bout that follows the stimulus, where spontaneous ones have 1."""
ONSET_LATENCY_S = (0.05, 0.15)
"""Range of the time from the stimulus to that bout, in seconds."""
BOUT_RISE_S, BOUT_DECAY_S = 0.05, 0.6
WARM_UP_S = 3.0
"""Time before a trial whose bouts still count in it."""
WHISKER_MEDIAN, WHISKER_SPREAD = 4.0, 0.6
"""Median of whisker motion energy, and the standard deviation of its log."""
WHEEL_PEAK_RAD_S, WHEEL_WIDTH_S, WHEEL_NOISE_RAD_S = 4.0, 0.1, 0.1


@dataclass(frozen=True)
class Behaviour:
    """The trials of one session; `whisker` is the standardised log of the motion energy."""

    choice: np.ndarray
    """−1 or 1, int8 `(trial)`."""
    reaction_time_s: np.ndarray
    """Seconds from the stimulus to the movement `(trial)`."""
    whisker: np.ndarray
    """Mean 0 and standard deviation 1 over the session `(trial, time)`."""
    wheel_velocity: np.ndarray
    """Radians per second, positive towards the choice 1, float32 `(trial, time)`."""
    probability_right: np.ndarray
    """Probability of the choice 1 in the block `(trial)`."""
    reward: np.ndarray
    """1 where the choice was correct, int8 `(trial)`."""

    @property
    def decodable(self) -> np.ndarray:
        """1 where the reaction time is neither too short nor too long, int8 `(trial)`."""
        shortest, longest = VALID_REACTION_TIME_S
        return ((self.reaction_time_s >= shortest) & (self.reaction_time_s <= longest)).astype(
            np.int8
        )

    @property
    def whisker_motion_energy(self) -> np.ndarray:
        """Positive, in arbitrary units, float32 `(trial, time)`."""
        return (WHISKER_MEDIAN * np.exp(WHISKER_SPREAD * self.whisker)).astype(np.float32)

    def choice_drive(self, time_s: np.ndarray) -> np.ndarray:
        """The choice, from 0 at the stimulus to ±1 at the movement, then fading `(trial, time)`."""
        since_movement_s = time_s - self.reaction_time_s[:, None]
        rise = np.clip(time_s / self.reaction_time_s[:, None], 0, 1)
        fade = np.exp(-np.maximum(since_movement_s, 0) / CHOICE_FADE_S)
        return self.choice[:, None] * rise * fade


def draw_behaviour(
    trials: int, time_s: np.ndarray, bin_width_s: float, rng: np.random.Generator
) -> Behaviour:
    """The behaviour of one session; `time_s` are the bin centres relative to the stimulus."""
    draw = rng.random(trials)
    probability_right = _block_probability(trials, rng)
    choice = np.where(draw < probability_right, 1, -1).astype(np.int8)
    median, spread = REACTION_TIME_S
    reaction_time_s = median * np.exp(spread * rng.standard_normal(trials))
    whisker = _whisker(trials, time_s, bin_width_s, rng)
    wheel_velocity = _wheel_velocity(choice, reaction_time_s, time_s, rng)
    reward = (rng.random(trials) < CORRECT).astype(np.int8)
    return Behaviour(choice, reaction_time_s, whisker, wheel_velocity, probability_right, reward)


def _block_probability(trials: int, rng: np.random.Generator) -> np.ndarray:
    """Probability of the choice +1 `(trial)`: an even block, then biased ones in turn."""
    probability = np.full(trials, 0.5)
    start, bias = FIRST_BLOCK_TRIALS, int(rng.integers(2))
    while start < trials:
        stop = start + int(rng.integers(*BLOCK_TRIALS, endpoint=True))
        probability[start:stop] = BLOCK_PROBABILITIES[bias]
        start, bias = stop, 1 - bias
    return probability


def _whisker(
    trials: int, time_s: np.ndarray, bin_width_s: float, rng: np.random.Generator
) -> np.ndarray:
    """Bouts of random size, spontaneous and after the stimulus, each with its rise and decay."""
    warm_up = round(WARM_UP_S / bin_width_s)
    shape = (trials, warm_up + len(time_s))
    bout = rng.poisson(BOUTS_HZ * bin_width_s, shape) * rng.exponential(size=shape)
    onset = warm_up + np.searchsorted(time_s, rng.uniform(*ONSET_LATENCY_S, trials))
    size = rng.gamma(ONSET_BOUT, size=(trials, 1))
    bout += size * (onset[:, None] == np.arange(shape[1]))

    rise, decay = np.exp(-bin_width_s / np.array([BOUT_RISE_S, BOUT_DECAY_S]))
    trace = np.empty(shape)
    rising, level = np.zeros(trials), np.zeros(trials)
    for step in range(shape[1]):
        rising = rise * rising + bout[:, step]
        level = decay * level + (1 - rise) * rising
        trace[:, step] = level
    trace = np.log1p(trace[:, warm_up:])  # large bouts do not dwarf the small ones
    return (trace - trace.mean()) / max(trace.std(), np.finfo(float).tiny)


def _wheel_velocity(
    choice: np.ndarray, reaction_time_s: np.ndarray, time_s: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """A turn towards the choice that peaks just after the reaction time, and tremor."""
    peak_s = reaction_time_s[:, None] + WHEEL_WIDTH_S
    turn = np.exp(-0.5 * np.square((time_s - peak_s) / WHEEL_WIDTH_S))
    velocity = WHEEL_PEAK_RAD_S * choice[:, None] * turn
    return (velocity + WHEEL_NOISE_RAD_S * rng.standard_normal(velocity.shape)).astype(np.float32)

"""Which picture each trial shows, in which tier, and when."""

from dataclasses import dataclass

import numpy as np

from neurodag.config.archives.sensorium import SensoriumTwin


@dataclass(frozen=True)
class Design:
    """The trials of a scan, in the order of their files, which is random."""

    tier: np.ndarray
    """Name of the tier `(trial,)`."""
    picture: np.ndarray
    """Position of the picture among all pictures `(trial,)`."""
    rank: np.ndarray
    """Rank in time `(trial,)`."""

    @property
    def pictures(self) -> int:
        """Number of pictures."""
        return int(self.picture.max()) + 1


def draw_design(settings: SensoriumTwin, rng: np.random.Generator) -> Design:
    """Every training and validation picture once, every test picture `repeats` times."""
    pictures = {
        "train": settings.train_images,
        "validation": settings.validation_images,
        "test": settings.test_images,
        "final_test": settings.final_test_images,
    }
    tier = np.repeat(list(pictures), list(pictures.values()))
    times = np.where(np.isin(tier, ["test", "final_test"]), settings.repeats, 1)
    shown = rng.permutation(np.repeat(np.arange(len(tier)), times))
    return Design(tier=tier[shown], picture=shown, rank=rng.permutation(len(shown)))

"""Small folders of Suite2p with known fluorescence, for tests."""

from pathlib import Path

import numpy as np

STIMULUS = """onset_s,stimulus,orientation,contrast
1.0,gratings,90,0.5
2.0,gratings,0,1
3.0,gratings,0,0.5
70.5,gratings,90,0.5
"""


def write_plane(
    folder: Path,
    *,
    rois: int = 4,
    frames: int = 800,
    cells: tuple[int, ...] = (0, 2),
    probability: float = 0.9,
    seed: int = 0,
) -> tuple[np.ndarray, np.ndarray]:
    """Returns what F.npy and Fneu.npy hold `(roi, frame)`; iscell.npy marks the `cells`."""
    rng = np.random.default_rng(seed)
    traces = rng.normal(100, 10, (rois, frames)).astype("float32")
    neuropil = rng.normal(50, 5, (rois, frames)).astype("float32")
    is_cell = np.zeros((rois, 2))
    is_cell[:, 1] = 0.2
    is_cell[list(cells)] = 1, probability
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "F.npy", traces)
    np.save(folder / "Fneu.npy", neuropil)
    np.save(folder / "iscell.npy", is_cell)
    # What Suite2p writes beside them holds pickled objects, which must never be loaded.
    np.save(folder / "ops.npy", np.array({"fs": 10.0}, dtype=object), allow_pickle=True)
    return traces, neuropil


def write_session(folder: Path, session_id: str, stimulus: str = STIMULUS) -> Path:
    """One plane beside the table of stimuli; returns the session's folder."""
    session = folder / session_id
    write_plane(session)
    (session / "stimulus.csv").write_text(stimulus)
    return session

"""Recordings with a known truth in the folders and files of the IBL archive.

`clock` lays the trials out in time, `spikes`, `trials` and `traces` make what was recorded,
`tables` writes ONE's index of it, `ceilings` scores the truth, and `write` makes a whole folder.
"""

from neurodag.simulate.ibl.write import simulate_ibl

__all__ = ["simulate_ibl"]

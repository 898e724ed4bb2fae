"""A twin of the Allen Brain Observatory: experiments in its layout whose calcium events are known.

`schedule` lays out the stimulus blocks and `order` what is shown in them, `tuning` says what each
cell makes of it, `traces` draws events and fluorescence, `nwb` writes the file, `truth` and
`ceilings` keep what was planted and what a model could make of it at best.
"""

from neurodag.simulate.allen.simulate import simulate_allen

__all__ = ["simulate_allen"]

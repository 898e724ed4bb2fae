"""Allen Brain Observatory, visual coding, two-photon: one NWB 1 file (HDF5) an experiment.

`files` finds the file of an experiment, `nwb` opens it, `metadata`, `traces` and `stimuli` read its
parts, `conditions` numbers what was shown, `epochs` cuts a stimulus into its stretches,
`presentations` puts the stimuli together, and `read` makes the session.
"""

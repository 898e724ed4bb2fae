"""Recordings that Suite2p has turned into traces of cells, and a table of what was shown.

Below the archive's folder each session is a folder with `stimulus.csv` and either the planes of
Suite2p (`suite2p/plane0`, …) or the files of one plane: `F.npy`, `Fneu.npy` and `iscell.npy`.
`ops.npy` and `stat.npy` hold pickled objects, which could run anything; they are never opened.
"""

"""Sensorium 2022 and Franke 2022: V1 of mice that see natural images, one layout for both.

A scan is a folder `static<scan id>-<stimulus>-<hash>/`, or the zip of it: one .npy file for each
trial and kind of data below `data/`, tables of units, trials and statistics below `meta/`.
"""

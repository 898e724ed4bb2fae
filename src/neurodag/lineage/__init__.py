"""From a figure back to the archives: what made each file, and whether it is still the same.

record   what a figure carries of its making: command, code, settings, checksums of its inputs
facts    what a file says of itself, read without its data
notes    what Snakemake noted of the job that made a file, for files that cannot say it
follow   a file, what it was made from, what that was made from …
show     the same as text
"""

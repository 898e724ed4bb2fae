"""Whether a SLURM cluster, and the profile for it, fit each other."""

"""Settings of the archives: how each is read, and what its simulated twin is like."""

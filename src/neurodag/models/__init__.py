"""One model a file; their settings stand in `neurodag.config`."""

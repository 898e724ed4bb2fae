"""What the training runs of the settings will take, before they are started (`neurodag plan`)."""

"""How far the training runs are, read from their files alone (`neurodag status`)."""

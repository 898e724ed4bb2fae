"""What a trained network has learned: attention maps, receptive fields, readout positions."""

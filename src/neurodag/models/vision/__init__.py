"""Networks from images to responses: a core that animals share, a readout for each."""

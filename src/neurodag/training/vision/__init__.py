"""Training of networks from images to responses."""

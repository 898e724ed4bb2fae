"""Responses to images: predicted by a network or a reference, then scored."""

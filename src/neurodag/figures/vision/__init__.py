"""Figures of networks from images to responses, after those of the V1T paper."""

"""Masking schemes (MtM paper, section 3.1): what a model sees of a batch, what it must predict."""

from neurodag.masking.base import MTM_SCHEMES, Mask, Scheme
from neurodag.masking.build import build_scheme

__all__ = ["MTM_SCHEMES", "Mask", "Scheme", "build_scheme"]

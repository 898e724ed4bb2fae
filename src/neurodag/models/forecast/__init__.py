"""QuantFormer: fluorescence as a sequence of codes, and their forecast; one part a file."""

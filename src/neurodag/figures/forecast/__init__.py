"""Figures of networks that forecast fluorescence, after those of the QuantFormer paper."""

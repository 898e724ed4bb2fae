"""Forecasters that QuantFormer is compared with; one method a file."""

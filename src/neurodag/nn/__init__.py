"""Parts that models share: dropout, attention that can hand out its weights, transformer blocks."""

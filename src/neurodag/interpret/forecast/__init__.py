"""What networks that forecast fluorescence have learnt."""

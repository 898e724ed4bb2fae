"""Whether one model scores better than another over the same runs."""

from typing import Literal

import numpy as np
from scipy.stats import wilcoxon

Better = Literal["higher", "lower"]


def wilcoxon_p(ours: np.ndarray, theirs: np.ndarray, better: Better = "higher") -> float:
    """One-sided p of Wilcoxon's signed-rank test that `ours` is better (QuantFormer, Table 1).

    Both `(run,)`, in the same order; runs in which either is NaN do not count. 1 where the two
    never differ, NaN where no run counts.
    """
    difference = ours - theirs
    difference = difference[~np.isnan(difference)]
    if not difference.any():
        return 1.0 if len(difference) else np.nan
    alternative = {"higher": "greater", "lower": "less"}[better]
    return float(wilcoxon(difference, alternative=alternative).pvalue)

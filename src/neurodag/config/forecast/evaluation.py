"""How forecasters are evaluated on the test presentations (QuantFormer paper, section 4.2)."""

from neurodag.config.base import Count, Settings, Several, Share


class ForecastEvaluation(Settings):
    """What is asked of a trained forecaster beyond the paper's scores."""

    samples: Count = 100
    """Responses drawn for each observation from a forecast of codes; together they say how certain
    it is."""
    levels: Several[Share] = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
    """Quantiles of these responses: how often what is recorded lies below them, and where they lie
    in the examples."""
    examples: Count = 4
    """Active observations that are kept frame by frame for figures, of different units as long as
    there are any."""

"""What a search has found, as an overlay of the configuration."""

import yaml

from neurodag.config.vision import VisionSearch
from neurodag.search.space import nested
from neurodag.search.trials import Trial


def overlay_of(best: Trial, search: VisionSearch, trials: int) -> str:
    """YAML that gives the network of the search what the best of its trials has.

    The search itself is left out of it, since it would begin anew from there.
    """
    found = {"v1t": {"networks": {search.network: nested(best.values)}, "search": None}}
    return (
        f"# What trial {best.number} of {trials} has, whose validation correlation on "
        f"{search.cohort} is the highest, {best.best_score:.4f}.\n"
        + yaml.safe_dump(found, sort_keys=False)
    )

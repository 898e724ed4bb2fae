"""Where the workflow's files lie below the results folder; names in braces are wildcards."""

from typing import NamedTuple

LOGS = "logs"

# Datasets
TWIN = "twins/{dataset}/{session}"
"""Folder of a simulated archive of one session."""
TRUTH = f"{TWIN}.truth.nc"
DOWNLOADED = "archives/{dataset}/{session}.downloaded"
"""Says that a session was downloaded by its owners' own client."""
MANIFEST = "archives/{dataset}/{session}.tsv"
"""Sizes and checksums of a session's files in its archive."""
RECORDING = "recordings/{dataset}/{session}.nc"
"""A session as its archive's reader makes it."""
SESSION = "sessions/{dataset}/{session}.nc"
"""A session with its split."""


class Place(NamedTuple):
    """Where the files of a training run lie."""

    name: str
    """Of the run, and of its log below the folder of its rule's logs."""
    folder: str
    """Its weights, history and evaluations."""
    state: str
    """What it goes on from while it is unfinished."""
    report: str
    """What it tells about itself (`neurodag.training.report`)."""
    log: str


def _place(folder: str, rule: str, name: str) -> Place:
    state, log = f"state/{folder}/{name}", f"{LOGS}/{rule}/{name}.log"
    return Place(name, f"{folder}/{name}", f"{state}.pt", f"{state}.json", log)


# MtM
RUN = _place(
    "mtm/runs", "train_network", "{architecture}/{session}/{scheme}_ratio-{ratio}_seed-{seed}"
)
"""Of a network of one session."""
PRETRAINED = _place(
    "mtm/pretrained", "pretrain_network", "{architecture}/{number}/{scheme}_seed-{seed}"
)
"""Of a network that is trained on `number` sessions."""
FINETUNED = _place(
    "mtm/finetuned", "finetune_network", "{architecture}/{number}/{session}/{scheme}_seed-{seed}"
)
"""Of such a network, fine-tuned on one session."""
VARIANT = _place("mtm/search", "train_variant", "{variant}/{session}/{scheme}_seed-{seed}")
"""Of a network of one session with the settings of a variant of the search."""
REFERENCE = "mtm/references/{session}/{reference}.nc"
VALIDATED_REFERENCE = "mtm/references/{session}/{reference}_validation.nc"
"""Scores on validation trials."""
TABLES = "mtm/tables"
FIGURES = "mtm/figures"

# V1T
VISION_RUN = _place("v1t/runs", "train_vision", "{cohort}/{network}/samples-{samples}_seed-{seed}")
"""Of a network from images to responses, of the animals of a cohort."""
TRANSFER = _place("v1t/transferred", "transfer_vision", "{origin}/{network}/{cohort}/seed-{seed}")
"""Of readouts for a cohort, on the core that was trained on another."""
ENSEMBLE = "v1t/ensembles/{cohort}/{network}"
SEARCH = "v1t/search"
SEARCH_WORKER = f"{SEARCH}/worker-{{worker}}.json"
"""The trials of one worker of the search."""
SEARCH_STATE = f"state/{SEARCH}"
"""What its workers share, and go on from."""

# QuantFormer
PRETRAINED_FORECASTER = _place(
    "quantformer/pretrained", "pretrain_quantformer", "{scope}/{network}/seed-{seed}"
)
"""Of a network that was trained without labels, on the sessions and stimuli of a `scope`."""
ADAPTED = _place(
    "quantformer/adapted",
    "adapt_quantformer",
    "{scope}/{network}/{tuning}/{task}/{stimulus}/{subject}/seed-{seed}",
)
"""Of such a network, adapted to a task, a subject and a stimulus."""
COMPETITOR = _place(
    "quantformer/competitors",
    "train_competitor",
    "{competitor}/{task}/{stimulus}/{subject}/seed-{seed}",
)
"""Of what it is compared with."""

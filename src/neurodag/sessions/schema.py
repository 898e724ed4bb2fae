"""What a session file holds: three modalities declared as data, read by validation and docs.

The kinds of values that a variable can hold:

- `id`: whole numbers or text, none twice
- `label`: text, none empty
- `integer`: whole numbers
- `count`: whole numbers from 0 up
- `flag`: whole numbers among `allowed`
- `real`: numbers, all finite
- `trace`: numbers, finite in each trial that counts for behaviour decoding
"""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["id", "label", "integer", "count", "flag", "real", "trace"]

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")
"""Parts of a split; the value of `split` is the position in this tuple."""


@dataclass(frozen=True)
class Variable:
    """One variable of a session file."""

    dims: tuple[str, ...]
    kind: Kind
    meaning: str
    units: str = ""
    """Empty where the values have no units, or those of the recording."""
    required: bool = False
    allowed: tuple[int | str, ...] = ()


@dataclass(frozen=True)
class Modality:
    """One kind of session: what is in its file, and along which dimension it is split."""

    name: str
    variables: dict[str, Variable]
    numbers: tuple[str, ...]
    """Attributes that are positive numbers."""
    texts: tuple[str, ...]
    """Attributes that are text, beside those that every session has."""
    items: str
    """Dimension of what is split: trials or presentations."""
    grouped_by: str | None
    """Variable whose equal values never come on both sides of a split."""

    @property
    def dims(self) -> set[str]:
        return {dim for variable in self.variables.values() for dim in variable.dims}


COMMON_ATTRIBUTES = ("dataset", "subject", "session_id", "species", "source", "license")
"""Text attributes of every session."""


def _split(items: str) -> Variable:
    return Variable((items,), "flag", "0 train, 1 validation, 2 test", allowed=(0, 1, 2))


def _trace(meaning: str, units: str = "") -> Variable:
    return Variable(("trial", "time"), "trace", meaning, units)


SPIKES = Modality(
    name="spikes",
    variables={
        "spike_count": Variable(
            ("trial", "time", "unit"), "count", "spikes in a bin", required=True
        ),
        "time": Variable(
            ("time",), "real", "bin centre from the alignment event", units="s", required=True
        ),
        "unit": Variable(("unit",), "id", "identifier of the unit", required=True),
        "region": Variable(("unit",), "label", "brain region of the unit", required=True),
        "stimulus": Variable(("trial",), "label", "name of the stimulus"),
        "condition": Variable(("trial",), "integer", "number of the stimulus condition"),
        "choice": Variable(("trial",), "flag", "-1 left, 1 right, 0 unknown", allowed=(-1, 0, 1)),
        "block": Variable(
            ("trial",), "real", "probability of a stimulus on the left, 0 where unknown"
        ),
        "reward": Variable(("trial",), "flag", "1 if the trial was rewarded", allowed=(0, 1)),
        "whisker_motion_energy": _trace("whisker motion energy"),
        "wheel_speed": _trace("speed of the wheel", "rad/s"),
        "pupil_diameter": _trace("diameter of the pupil", "px"),
        "paw_speed": _trace("speed of the paw", "px/s"),
        "decodable": Variable(
            ("trial",), "flag", "1 if the trial counts for behaviour decoding", allowed=(0, 1)
        ),
        "split": _split("trial"),
    },
    numbers=("bin_width_s",),
    texts=("alignment_event",),
    items="trial",
    grouped_by=None,
)

CALCIUM = Modality(
    name="calcium",
    variables={
        "fluorescence": Variable(
            ("frame", "unit"), "real", "fluorescence of the unit", required=True
        ),
        "onset_frame": Variable(
            ("presentation",), "integer", "first frame of the presentation", required=True
        ),
        "stimulus": Variable(("presentation",), "label", "name of the stimulus", required=True),
        "condition": Variable(
            ("presentation",), "integer", "number of the stimulus condition", required=True
        ),
        "epoch": Variable(
            ("presentation",), "integer", "number of the stimulus epoch", required=True
        ),
        "unit": Variable(("unit",), "id", "identifier of the unit"),
        "split": _split("presentation"),
    },
    numbers=("frame_rate_hz",),
    texts=(),
    items="presentation",
    grouped_by="epoch",
)

IMAGES = Modality(
    name="images",
    variables={
        "image": Variable(
            ("image", "channel", "y", "x"), "real", "each picture once", required=True
        ),
        "image_index": Variable(
            ("trial",), "integer", "position along image of the picture shown", required=True
        ),
        "response": Variable(("trial", "unit"), "real", "response of the unit", required=True),
        "unit": Variable(("unit",), "id", "identifier of the unit"),
        "behavior": Variable(
            ("trial", "behavior_variable"), "real", "state of the animal in the trial"
        ),
        "behavior_variable": Variable(("behavior_variable",), "id", "name of the state variable"),
        "unit_position": Variable(("unit", "axis"), "real", "position of the unit", units="um"),
        "tier": Variable(("trial",), "label", "part given by the archive", allowed=PARTS),
        "image_mean": Variable(("channel",), "real", "mean pixel, over training trials"),
        "image_std": Variable(("channel",), "real", "standard deviation of pixels, likewise"),
        "response_mean": Variable(("unit",), "real", "mean response, over training trials"),
        "response_std": Variable(("unit",), "real", "standard deviation of responses, likewise"),
        "behavior_mean": Variable(
            ("behavior_variable",), "real", "mean of the state variable, over training trials"
        ),
        "behavior_std": Variable(
            ("behavior_variable",), "real", "standard deviation of the state variable, likewise"
        ),
        "split": _split("trial"),
    },
    numbers=(),
    texts=(),
    items="trial",
    grouped_by="image_index",
)

MODALITIES = {modality.name: modality for modality in (SPIKES, CALCIUM, IMAGES)}

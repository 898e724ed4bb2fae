"""What settings classes have in common, and the kinds of value that they are made of."""

import json
from collections import Counter
from pathlib import PurePath
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict


class Settings(BaseModel):
    """Immutable settings: unknown keys are errors, and so are values of another type."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


def check_heads(width: int, heads: int) -> None:
    """Raises ValueError if attention heads cannot share a width evenly."""
    if width % heads:
        nearest = max(round(width / heads), 1) * heads
        raise ValueError(
            f"width {width} cannot be shared by {heads} heads; give a multiple of heads, such as "
            f"{nearest}."
        )


def _from_text(value: Any) -> Any:
    """Snakemake's `--config` hands on every nested value as text, and YAML 1.1 reads `1e-4` so."""
    try:
        return json.loads(value.lower()) if isinstance(value, str) else value
    except ValueError:
        return value


def _normal_path(value: str) -> str:
    return str(PurePath(value))


def _without_repeats(values: tuple[Any, ...]) -> tuple[Any, ...]:
    repeated = [value for value, times in Counter(values).items() if times > 1]
    if repeated:
        raise ValueError(
            f"{', '.join(map(str, repeated))} stands more than once in the list; name each once."
        )
    return values


_FromText = BeforeValidator(_from_text)
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False), _FromText]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False), _FromText]
Share = Annotated[float, Field(gt=0, lt=1), _FromText]
"""A part of a whole: neither nothing nor everything."""
ShareOrZero = Annotated[float, Field(ge=0, lt=1), _FromText]
Dropout = ShareOrZero
Count = Annotated[int, Field(gt=0), _FromText]
CountOrZero = Annotated[int, Field(ge=0), _FromText]
Folds = Annotated[int, Field(ge=2), _FromText]
Seed = CountOrZero
Flag = Annotated[bool, _FromText]
NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
Name = Annotated[str, Field(pattern=NAME_PATTERN)]
"""Of a dataset, group, session: names are parts of file names, so no spaces and no slashes."""
Folder = Annotated[str, Field(min_length=1), AfterValidator(_normal_path)]

Item = TypeVar("Item")
OrNull = Annotated[Item | None, _FromText]
Several = Annotated[
    tuple[Item, ...],
    Strict(False),  # YAML has lists, no tuples; the items stay strict
    Field(min_length=1, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_without_repeats),
]
"""A list with at least one item and none twice."""

"""What every settings class has in common: immutability, and the kinds of value that they are made of."""

from collections import Counter
from pathlib import PurePath
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict


class Settings(BaseModel):
    """Immutable settings: unknown keys and silent conversions are errors."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True
    )


def _number(value: Any) -> Any:
    """YAML 1.1 reads `1e-4` as text, where everybody means a number."""
    if isinstance(value, str) and "e" in value.lower():
        try:
            return float(value)
        except ValueError:
            return value
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


_FromText = BeforeValidator(_number)
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False), _FromText]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False), _FromText]
Share = Annotated[float, Field(gt=0, lt=1), _FromText]
"""A part of a whole: neither nothing nor everything."""
Dropout = Annotated[float, Field(ge=0, lt=1), _FromText]
Count = Annotated[int, Field(gt=0)]
Seed = Annotated[int, Field(ge=0)]
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
"""Of a dataset, group, session: names are parts of file names, so no spaces and no slashes."""
Folder = Annotated[str, Field(min_length=1), AfterValidator(_normal_path)]

Item = TypeVar("Item")
Several = Annotated[
    tuple[Item, ...],
    Strict(False),  # YAML has lists, no tuples; the items stay strict
    Field(min_length=1, json_schema_extra={"uniqueItems": True}),
    AfterValidator(_without_repeats),
]
"""A list with at least one item and none twice."""

"""Text in settings that is put in front of people, or compared with text in an archive."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

Words = Annotated[str, Field(pattern=r"\S")]
"""Text that is not blank."""


def as_text(value: Any) -> Any:
    """A single value as it is compared with settings: `1.0` is `1`, and truth values `true`."""
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"{value:.15g}"
    return value


Cell = Annotated[str, BeforeValidator(as_text)]
"""A value of a table, of whatever type: text, a number or a truth value."""

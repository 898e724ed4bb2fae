"""A search for the settings at which the network adds most over the references."""

from typing import Annotated, Any

from pydantic import Field, create_model

from neurodag.config.base import Name, OrNull, Settings, Several
from neurodag.config.networks import NDT1
from neurodag.config.studies import Scheme
from neurodag.config.training import Masking, Run, Training


def changes_of(settings: type[Settings], key: str) -> Any:
    """A class with the same keys, each of which may be left out: a change names but a few."""
    keys: dict[str, Any] = {
        name: (
            OrNull[field.rebuild_annotation()],  # type: ignore[misc]
            Field(None, description=field.description),
        )
        for name, field in settings.model_fields.items()
    }
    return create_model(
        f"{settings.__name__}Changes",
        __base__=Settings,
        __doc__=f"What a variant has in the place of `mtm.{key}`; null: what stands there.",
        **keys,
    )


ModelChanges = changes_of(NDT1, "model")
MaskingChanges = changes_of(Masking, "masking")
TrainingChanges = changes_of(Training, "training")


class Variant(Settings):
    """Keys of `mtm.model`, `mtm.masking` and `mtm.training` with other values; none: the same."""

    model: ModelChanges = ModelChanges()  # type: ignore[valid-type]
    masking: MaskingChanges = MaskingChanges()  # type: ignore[valid-type]
    training: TrainingChanges = TrainingChanges()  # type: ignore[valid-type]

    def changes(self) -> dict[str, dict[str, Any]]:
        """The keys that are given other values, by the part of the settings they stand in."""
        parts = self.model_dump(exclude_none=True)
        return {part: keys for part, keys in parts.items() if keys}

    def changed(self, run: Run) -> Run:
        """The settings of `run` with those of the variant in their place.

        Raises pydantic.ValidationError if they do not go together.
        """
        changes = self.changes().items()
        return run.model_copy(
            update={part: changed(getattr(run, part), keys) for part, keys in changes}
        )


def changed(settings: Settings, keys: dict[str, Any]) -> Settings:
    """The settings with other values of some keys, checked again."""
    return type(settings).model_validate({**settings.model_dump(), **keys})


class Search(Settings):
    """Variants of NDT1, each trained on each session alone, for every seed. The variant that adds
    most over the references on validation trials is chosen; its scores on test trials count."""

    sessions: Several[Name]
    """Groups or sessions of the dataset."""
    scheme: Scheme = "mtm_prompted"
    """Masking scheme of all variants."""
    variants: Annotated[dict[Name, Variant], Field(min_length=1)]
    """Variants by name, in the order of the table; `{}` is the network as `mtm` describes it."""

"""What the variants of a search change."""

import pytest
from pydantic import ValidationError

from neurodag.config import MtM, Variant

MTM = MtM.model_validate({"dataset": "mice", "model": {"width": 32, "heads": 4, "dropout": 0.1}})


def variant(**parts: dict) -> Variant:
    return Variant.model_validate(parts)


def test_nothing_changes_nothing() -> None:
    assert variant().changed(MTM.run()) == MTM.run()
    assert variant(model={"width": None}).changed(MTM.run()) == MTM.run()
    assert variant(model={"width": None}).changes() == {}


def test_named_keys_take_the_place_of_those_of_mtm_and_others_stay() -> None:
    chosen = variant(model={"width": 36}, training={"epochs": "7"}, masking={"ratio": 0.5})
    run = chosen.changed(MTM.run())
    assert (run.model.width, run.model.heads, run.model.dropout) == (36, 4, 0.1)
    assert run.training == MTM.training.model_copy(update={"epochs": 7})
    assert run.masking == MTM.masking.model_copy(update={"ratio": 0.5})
    assert chosen.changes() == {
        "model": {"width": 36},
        "masking": {"ratio": 0.5},
        "training": {"epochs": 7},
    }


def test_a_value_that_is_a_default_elsewhere_is_a_change_too() -> None:
    default = type(MTM.model)().dropout
    assert variant(model={"dropout": default}).changed(MTM.run()).model.dropout == default


def test_keys_must_go_together_with_those_that_stay() -> None:
    with pytest.raises(ValidationError, match="width 30 cannot be shared by 4 heads"):
        variant(model={"width": 30}).changed(MTM.run())
    assert variant(model={"width": 30, "heads": 3}).changed(MTM.run()).model.heads == 3

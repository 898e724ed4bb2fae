"""What trials may be given: the space of Table A.2, without what cannot be trained."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from neurodag.config.vision import SearchedRun, VisionSearch
from neurodag.errors import ConfigError
from neurodag.models.vision.tokens import patch_grid
from neurodag.search.space import choose, run_of

PUBLISHED = Path(__file__).resolve().parents[3] / "published" / "v1t_table_a2.csv"
TABLE = pd.read_csv(PUBLISHED, index_col="row")
SPACE = VisionSearch(cohort="mice", network="v1t").space


class Drawn:
    """A trial whose values hypothesis draws; it notes what it was asked."""

    def __init__(self, data: st.DataObject) -> None:
        self.data = data
        self.asked: dict[str, tuple[float, float]] = {}

    def suggest_int(self, name: str, low: int, high: int, *, step: int = 1) -> int:
        self.asked[name] = low, high
        return low + step * self.data.draw(st.integers(0, (high - low) // step), name)

    def suggest_float(self, name: str, low: float, high: float) -> float:
        self.asked[name] = low, high
        return self.data.draw(st.floats(low, high), name)

    def suggest_categorical(self, name: str, choices: Any) -> str:
        return self.data.draw(st.sampled_from(choices), name)


def searched(size: tuple[int, int] = (36, 64), **search: Any) -> SearchedRun:
    return SearchedRun.model_validate(
        {
            "search": {"cohort": "mice", "network": "v1t", "epochs": 7, "least_epochs": 1} | search,
            "network": {"core": {"kind": "vit"}, "size": size},
            "training": {},
        }
    )


def test_every_key_of_table_a2_is_searched_where_it_is_there() -> None:
    keys = {f"{part}.{key}": allowed for part, key, allowed in SPACE.searched()}
    assert set(keys) == set(TABLE.index)
    ranges = TABLE.drop(index="core.stride").dropna(subset="low")
    for key, row in ranges.iterrows():
        assert keys[str(key)] == (row["low"], row["high"]), key
    assert keys["core.stride"] == (1, keys["core.patch"][1])
    for key in set(keys) - set(ranges.index) - {"core.stride"}:
        assert TABLE.loc[key, "value"] in keys[key]


@settings(max_examples=30, deadline=None)
@given(
    data=st.data(),
    size=st.tuples(st.integers(5, 40), st.integers(5, 40)),
    most=st.none() | st.integers(150, 800),
)
def test_whatever_is_chosen_can_be_built(
    data: st.DataObject, size: tuple[int, int], most: int | None
) -> None:
    search, trial = searched(size, most_tokens=most), Drawn(data)
    run = run_of(choose(trial, search), search)
    core = run.network.core
    assert core.stride <= core.patch <= min(16, *size)
    rows, columns = patch_grid(size, core)
    assert rows * columns <= (most or 10**6)
    assert trial.asked["core.stride"][1] == core.patch
    assert run.network.readout.position_units % 2 == 0
    assert run.training.epochs == 7


@settings(max_examples=5, deadline=None)
@given(data=st.data())
def test_what_is_not_searched_stays(data: st.DataObject) -> None:
    everything = {part: dict.fromkeys(type(keys).model_fields) for part, keys in SPACE}
    search = searched(space=everything)
    assert choose(Drawn(data), search) == {}
    assert run_of({}, search).network == search.network
    everything["core"]["patch"] = [2, 16]
    coarse = searched(space=everything)
    core = coarse.network.core.model_copy(update={"stride": 6})
    coarse = coarse.model_copy(update={"network": coarse.network.model_copy(update={"core": core})})
    trial = Drawn(data)
    choose(trial, coarse)
    assert trial.asked == {"core.patch": (6, 16)}


@settings(max_examples=1)
@given(data=st.data())
def test_too_few_tokens_are_an_error_that_names_the_setting(data: st.DataObject) -> None:
    with pytest.raises(ConfigError, match=r"v1t\.search\.most_tokens"):
        choose(Drawn(data), searched(most_tokens=1))

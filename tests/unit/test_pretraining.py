"""The networks of studies on many sessions, and the sessions that are drawn for them."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from neurodag.config.many_sessions import NDT1StitchStudy
from neurodag.errors import ConfigError
from neurodag.pretraining import draw_sessions, finetuned_of

SESSIONS = [f"mouse-{number}" for number in range(12)]


@given(st.permutations(SESSIONS), st.integers(1, 12), st.integers(0, 5))
def test_a_draw_depends_on_its_seed_alone(order: list[str], count: int, seed: int) -> None:
    drawn = draw_sessions(order, count, seed)
    assert drawn == draw_sessions(SESSIONS, count, seed)
    assert len(set(drawn)) == count
    assert set(drawn) <= set(draw_sessions(order, 12, seed)) == set(SESSIONS)


def test_smaller_draws_are_parts_of_larger_ones() -> None:
    draws = [set(draw_sessions(SESSIONS, count, 3)) for count in range(1, 13)]
    assert all(smaller < larger for smaller, larger in pairwise(draws))


def test_seeds_draw_other_sessions() -> None:
    assert len({draw_sessions(SESSIONS, 4, seed) for seed in range(10)}) > 5


def test_more_than_there_are_is_refused() -> None:
    with pytest.raises(ConfigError, match="asks for 13 pretraining sessions, but there are 12"):
        draw_sessions(SESSIONS, 13, 0)


def test_every_network_is_fine_tuned_on_every_held_out_session() -> None:
    study = NDT1StitchStudy.model_validate(
        {
            "pretraining": ["a"],
            "held_out": ["b"],
            "counts": [1, 3],
            "schemes": ["mtm_prompted", "temporal"],
        }
    )
    runs = finetuned_of("ndt1_stitch", study, ["x", "y"], [5, 6])
    assert len(runs) == len(set(runs)) == 2 * 2 * 2 * 2
    assert runs[0] == ("ndt1_stitch", 1, "x", "mtm_prompted", 5)
    assert runs[0].path("{architecture}/{number}/{session}/{scheme}_{seed}") == (
        "ndt1_stitch/1/x/mtm_prompted_5"
    )

"""Settings of runs of forecasters."""

import pytest
from pydantic import ValidationError

from neurodag.config.forecast import CompetitorRun, DownstreamRun, PretrainingRun

COMPETITOR = {"competitor": {"kind": "nlinear"}}


def test_pretraining_has_the_papers_numbers():
    run = PretrainingRun()
    assert (run.training.epochs, run.training.batch_size, run.training.learning_rate) == (
        50,
        32,
        1e-4,
    )
    assert (run.masked_weight, run.masking.share, run.balance) == (2.0, 0.2, "weights")


@pytest.mark.parametrize(("kind", "given"), [(DownstreamRun, {}), (CompetitorRun, COMPETITOR)])
def test_tasks_keep_their_own_numbers_where_only_some_are_given(kind, given):
    training = kind.model_validate(given | {"training": {"batch_size": 8}}).training
    assert (training.epochs, training.learning_rate, training.weight_decay) == (100, 1e-3, 5e-4)
    assert training.batch_size == 8


def test_a_competitor_must_be_named():
    with pytest.raises(ValidationError, match="competitor"):
        CompetitorRun.model_validate({})

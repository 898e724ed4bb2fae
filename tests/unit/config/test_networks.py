"""Settings of networks, as training scripts are given them."""

import pytest
from pydantic import ValidationError

from neurodag.config import NDT1, NDT2, NDT1Stitch, Run

NETWORKS = {"ndt1": NDT1, "ndt1_stitch": NDT1Stitch, "ndt2": NDT2}


@pytest.mark.parametrize(("architecture", "settings"), NETWORKS.items())
def test_a_run_has_the_settings_of_its_architecture(architecture, settings):
    assert Run(architecture=architecture).model == settings()
    run = Run(architecture=architecture, model=settings(width=64, dropout=0.1))
    assert run.model == settings(width=64, dropout=0.1)
    assert Run.model_validate_json(run.model_dump_json()) == run
    assert run.model_dump(mode="json")["model"] == run.model.model_dump(mode="json")


def test_a_run_is_of_ndt1_unless_it_says_otherwise():
    assert Run(model=NDT1(blocks=2)) == Run(architecture="ndt1", model=NDT1(blocks=2))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"architecture": "ndt1", "model": {"patch": 64}}, "model.patch"),
        ({"architecture": "ndt1_stitch", "model": {"patch": 64}}, "model.patch"),
        ({"architecture": "ndt2", "model": {"channels": 64}}, "model.channels"),
        ({"architecture": "ndt2", "model": NDT1()}, "model"),
        ({"architecture": "ndt2", "model": {"width": 500}}, "width 500 cannot be shared by 8"),
        ({"architecture": "ndt3"}, "architecture"),
    ],
)
def test_settings_of_another_architecture_are_refused(settings, message):
    with pytest.raises(ValidationError) as error:
        Run.model_validate(settings)
    assert message in str(error.value)


def test_sizes_are_those_of_the_paper():
    shared = {"blocks": 5, "width": 512, "heads": 8, "feedforward": 1024, "embedding_factor": 2}
    for settings in NETWORKS.values():
        assert shared.items() <= settings().model_dump().items()
    assert NDT1Stitch().channels == 668
    assert NDT2().patch == 128
    assert NDT2().patch * NDT2().patches >= 1000, "the paper's largest sessions"

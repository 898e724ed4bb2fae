"""Animals that share a core, and what weights say of them."""

import json

import pytest

from neurodag.archives.sensorium.values import BEHAVIOR as RECORDED
from neurodag.errors import ConfigError
from neurodag.models.vision.animals import PUPIL_CENTER, alike, described_animal
from tests.unit.models.vision.networks import BEHAVIOR, animal


def test_pupil_is_called_as_in_the_archive():
    assert RECORDED["pupil_center"] == PUPIL_CENTER


def test_what_they_have_in_common():
    assert alike({"a": animal(2), "b": animal(9, size=(4, 4))}) == (1, BEHAVIOR)
    assert alike({"a": animal(channels=2, behavior=())}) == (2, ())


def test_other_channels():
    message = "Images of session b have 2 channels, but those of a have 1, so they cannot share"
    with pytest.raises(ConfigError, match=message):
        alike({"a": animal(), "b": animal(channels=2)})


def test_other_behaviour():
    message = "variables of session c are none, but those of a are pupil_dilation, .*_y, so they"
    with pytest.raises(ConfigError, match=message):
        alike({"a": animal(), "b": animal(), "c": animal(behavior=())})


@pytest.mark.parametrize("known", [{}, {"positions": None, "behavior": ()}])
def test_description_goes_through_json(known):
    described = animal(7, **known).described()
    again = described_animal(json.loads(json.dumps(described)))
    assert again.described() == described
    assert again[:4] == animal(7, **known)[:4]

"""A scan as it was simulated: everything that was drawn, before it is written."""

from dataclasses import dataclass

import numpy as np

from neurodag.config.archives.sensorium import SensoriumTwin
from neurodag.simulate.seeding import generator
from neurodag.simulate.sensorium.behaviour import Behaviour, draw_behaviour
from neurodag.simulate.sensorium.design import Design, draw_design
from neurodag.simulate.sensorium.fields import Fields, draw_fields
from neurodag.simulate.sensorium.gaze import Gaze, gaze_of
from neurodag.simulate.sensorium.pictures import draw_pictures
from neurodag.simulate.sensorium.responses import Tuning, draw_responses, draw_tuning, drive


@dataclass(frozen=True)
class Recording:
    """Trials come in the order of their files."""

    session_id: str
    settings: SensoriumTwin
    design: Design
    pictures: np.ndarray
    """`(picture, channel, y, x)`"""
    behaviour: Behaviour
    gaze: Gaze
    fields: Fields
    tuning: Tuning
    expected: np.ndarray
    """Mean of the response over the noise `(trial, unit)`."""
    response: np.ndarray
    """`(trial, unit)`"""

    @property
    def withheld(self) -> np.ndarray:
        """Whether the response of a trial is not published, as in a competition `(trial,)`."""
        competition = self.settings.final_test_images > 0
        return np.isin(self.design.tier, ["test", "final_test"]) & competition


def simulate_recording(session_id: str, settings: SensoriumTwin) -> Recording:
    """Each part draws from a generator of its own, so that a setting of one leaves the others."""

    def rng(part: str) -> np.random.Generator:
        return generator(settings.seed, "sensorium", session_id, part)

    design = draw_design(settings, rng("design"))
    pictures = draw_pictures(design.pictures, settings, rng("pictures"))
    behaviour = draw_behaviour(design.rank, rng("behaviour"))
    gaze = gaze_of(behaviour, settings)
    fields = draw_fields(settings, rng("fields"))
    driven = drive(pictures, design, fields, gaze)
    tuning, expected = draw_tuning(driven, behaviour, settings, rng("tuning"))
    response = draw_responses(expected, tuning, settings, rng("noise"))
    return Recording(
        session_id=session_id,
        settings=settings,
        design=design,
        pictures=pictures,
        behaviour=behaviour,
        gaze=gaze,
        fields=fields,
        tuning=tuning,
        expected=expected,
        response=response,
    )

"""python -m neurodag.sessions"""

import numpy as np
import pytest

from neurodag.sessions import add_split, save_session
from neurodag.sessions.__main__ import main
from neurodag.sessions.describe import describe
from tests.factories import calcium_session, images_session, spikes_session


def lines_of(text: str) -> dict[str, str]:
    return {
        label: rest.strip() for label, rest in (line.split("  ", 1) for line in text.splitlines())
    }


def test_describe_spikes():
    session = spikes_session(trials=10, bins=5, regions=("CA1", "CA1", "VIS"))
    counts = np.zeros((10, 5, 3), "uint8")
    counts[:, 0, 0] = 1  # 10 spikes in 10 x 5 x 0.02 s
    counts[0, :, 1] = 4  # 20 spikes
    session["spike_count"] = ("trial", "time", "unit"), counts
    shown = lines_of(describe(add_split(session, seed=42)))
    assert shown["session"] == "spikes_a (spikes)"
    assert shown["sizes"] == "trial 10, time 5, unit 3"
    assert shown["regions"] == "CA1: 2, VIS: 1"
    assert shown["rate (Hz)"] == "min 0.00, 25 % 5.00, median 10.00, 75 % 15.00, max 20.00"
    assert shown["nearly silent"].startswith("33.3%")
    assert shown["choice"] == "-1: 5, 1: 5"
    assert shown["behaviour"] == "whisker_motion_energy, wheel_speed"
    assert shown["split"] == "train 7, validation 1, test 2 (trials)"
    assert shown["license"] == "CC0-1.0"


def test_describe_calcium():
    shown = lines_of(describe(calcium_session()))
    assert shown["stimuli"] == "drifting_gratings: 12"
    assert shown["epochs"] == "0: 4, 1: 4, 2: 4"
    assert shown["conditions"] == "4"
    assert shown["split"] == "none yet"


def test_describe_images():
    session = images_session(repeats=2).assign(area=("unit", ["V1", "V1", "LM"]))
    shown = lines_of(describe(session))
    assert shown["repeats"] == "2 to 2 trials an image"
    assert shown["behaviour"] == "pupil_size, running_speed"
    assert shown["more variables"] == "area"
    assert lines_of(describe(images_session(behavior=False))).get("behaviour") is None


@pytest.mark.parametrize("command", ["describe", "validate"])
def test_a_broken_file_costs_one_sentence_and_the_others_are_read(tmp_path, capsys, command):
    good, broken = tmp_path / "good.nc", tmp_path / "broken.nc"
    save_session(spikes_session(), good)
    broken.write_text("no NetCDF")
    assert main([command, str(broken), str(good)]) == 1
    output = capsys.readouterr()
    assert str(good) in output.out
    assert output.err.startswith(f"{broken} cannot be read")
    assert len(output.err.splitlines()) == 1
    assert main([command, str(good)]) == 0


def test_another_modality_is_refused(tmp_path, capsys):
    save_session(images_session(), tmp_path / "a.nc")
    assert main(["validate", "--modality", "spikes", str(tmp_path / "a.nc")]) == 1
    assert "'spikes' is needed" in capsys.readouterr().err


def test_help_names_the_commands(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    shown = capsys.readouterr().out
    assert "describe" in shown
    assert "validate" in shown

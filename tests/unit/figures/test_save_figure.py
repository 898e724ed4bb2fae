"""Figures as files."""

import json

import matplotlib as mpl
import numpy as np
import pytest
import xarray as xr
from matplotlib.figure import Figure
from PIL import Image

from neurodag.figures.save import save_figure
from neurodag.figures.scatter import draw_scatter, scatter_arrays
from neurodag.figures.style import RC_PARAMS, SCHEME_COLORS, SCHEME_MARKERS, styled
from neurodag.files import load_netcdf
from neurodag.labels import SCHEMES
from tests.evaluations import make_evaluation

DESCRIPTION = {"command": "draw --statistic mean", "settings": {"units": "R²"}, "inputs": ["a.nc"]}


def arrays() -> xr.Dataset:
    return scatter_arrays([make_evaluation(scheme=name) for name in ("temporal", "mtm_prompted")])


def test_a_figure_is_three_files_with_the_same_bytes_every_time(tmp_path):
    for folder in ("one", "two"):
        save_figure(draw_scatter, arrays(), tmp_path / folder / "fig.2", DESCRIPTION)
    names = sorted(path.name for path in (tmp_path / "one").iterdir())
    assert names == ["fig.2.nc", "fig.2.pdf", "fig.2.png"]
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_files_carry_what_made_them(tmp_path):
    save_figure(draw_scatter, arrays(), tmp_path / "fig", DESCRIPTION)
    with Image.open(tmp_path / "fig.png") as image:
        assert json.loads(image.text["Description"]) == DESCRIPTION
    assert b"/CreationDate" not in (tmp_path / "fig.pdf").read_bytes()
    assert b"/Subject" in (tmp_path / "fig.pdf").read_bytes()
    saved = load_netcdf(tmp_path / "fig.nc")
    assert saved.attrs["command"] == "draw --statistic mean"
    assert json.loads(saved.attrs["settings"]) == {"units": "R²"}
    np.testing.assert_array_equal(saved["score"], arrays()["score"])
    assert saved.attrs["drawn_by"] == "scatter.draw_scatter"


def test_a_failure_leaves_no_half_file(tmp_path):
    def broken(_: xr.Dataset) -> Figure:
        figure = Figure()
        figure.text(0, 0, "$\\broken$")
        return figure

    with pytest.raises(ValueError, match="broken"):
        save_figure(broken, xr.Dataset(), tmp_path / "fig", {})
    assert not list(tmp_path.iterdir())


def test_style_stays_inside():
    before = mpl.rcParams["font.size"]
    assert styled(lambda: mpl.rcParams["font.size"])() == RC_PARAMS["font.size"]
    assert mpl.rcParams["font.size"] == before


def test_every_scheme_has_its_own_colour_and_marker():
    for look in (SCHEME_COLORS, SCHEME_MARKERS):
        assert set(look) == set(SCHEMES)
        assert len(set(look.values())) == len(SCHEMES)

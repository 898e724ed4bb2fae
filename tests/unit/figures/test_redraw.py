"""Drawing figures again from the NetCDF beside them."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from neurodag import figures
from neurodag.cli.main import main
from neurodag.errors import NeurodagError
from neurodag.figures.rasters import draw_rasters, rasters_arrays
from neurodag.figures.ratios import draw_ratios, ratios_arrays
from neurodag.figures.redraw import DRAWN, redraw
from neurodag.figures.regions import draw_regions, regions_arrays
from neurodag.figures.save import Draw, name_of, save_figure
from neurodag.figures.scaling import draw_scaling, scaling_arrays
from neurodag.figures.scatter import draw_scatter, scatter_arrays
from neurodag.figures.search import draw_search, search_arrays
from neurodag.figures.training import draw_training, training_arrays
from neurodag.figures.units import draw_units, units_arrays
from neurodag.files import load_netcdf, save_netcdf
from neurodag.tables.scores import score_table
from neurodag.tables.search import search_table
from tests.evaluations import make_decoding, make_evaluation

RECORD = {
    "command": "python draw.py --output 'é (1).pdf'",
    "code": "c1c008780000",
    "settings": "b8cc29f589c1",
    "seeds": [1, 2],
    "dates": ["2024-01-01"],
    "inputs": [{"path": "a \\ b.nc", "sha256": "ab" * 32, "seed": 1}],
}
BOTH = ("mtm_prompted", "temporal")
RATES = 2 + np.sin(np.arange(20)[:, None] + np.arange(5))


def pair(**more) -> list[xr.Dataset]:
    return [make_evaluation(np.arange(5), scheme=scheme, **more) for scheme in BOTH]


def pretrained() -> list[xr.Dataset]:
    return [
        make_evaluation(scheme=scheme, session=session, pretraining_sessions=count)
        for scheme in BOTH
        for session in "ab"
        for count in (0, 10)
    ]


def decoded() -> list[xr.Dataset]:
    return [make_decoding("region", ["CA1", "DG"], [0.7, 0.8], None, scheme=each) for each in BOTH]


def by_ratio():
    return score_table([run for ratio in (0.1, 0.3) for run in pair(ratio=ratio)], by="ratio")


def searched():
    parts = [make_evaluation(np.arange(9.0), part=part) for part in ("validation", "test")]
    psth = [make_evaluation(np.ones(9), part=each.attrs["part"], model="psth") for each in parts]
    return search_table({"7": parts}, {"psth": psth})


def history() -> xr.Dataset:
    curve = ("epoch", [0.1, np.nan, 0.2])
    names = ("train_loss", "validation_r2", "learning_rate")
    return xr.Dataset(dict.fromkeys(names, curve), coords={"epoch": [1, 2, 3]})


EXAMPLES: list[tuple[Draw, Callable[[], xr.Dataset]]] = [
    (draw_rasters, lambda: rasters_arrays(*pair(observed=RATES))),
    (draw_ratios, lambda: ratios_arrays(by_ratio())),
    (draw_regions, lambda: regions_arrays(decoded())),
    (draw_scaling, lambda: scaling_arrays(pretrained())),
    (draw_scatter, lambda: scatter_arrays(pair())),
    (draw_search, lambda: search_arrays(searched())),
    (draw_training, lambda: training_arrays(history())),
    (draw_units, lambda: units_arrays(*pair())),
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    save_figure(draw_training, training_arrays(history()), tmp_path / "fig.2", RECORD)
    return tmp_path / "fig.2.nc"


@pytest.mark.parametrize(("draw", "arrays"), EXAMPLES, ids=[name_of(draw) for draw, _ in EXAMPLES])
def test_a_figure_drawn_again_has_the_same_bytes(draw, arrays, tmp_path: Path) -> None:
    save_figure(draw, arrays(), tmp_path / "fig", RECORD)
    again = [tmp_path / "again.png", tmp_path / "again.pdf"]
    redraw(tmp_path / "fig.nc", again)
    for picture in again:
        assert picture.read_bytes() == (tmp_path / f"fig{picture.suffix}").read_bytes()


def test_every_function_that_draws_a_figure_is_known() -> None:
    modules = pkgutil.walk_packages(figures.__path__, "neurodag.figures.")
    found = {
        name_of(value)
        for module in modules
        for name, value in vars(importlib.import_module(module.name)).items()
        if name.startswith("draw_") and hasattr(value, "__wrapped__")
    }
    assert found == set(DRAWN)


def test_the_command_draws_beside_the_file(file: Path, capsys) -> None:
    pictures = [file.with_suffix(".pdf"), file.with_suffix(".png")]
    before = [picture.read_bytes() for picture in pictures]
    for picture in pictures:
        picture.unlink()
    assert main(["redraw", str(file)]) == 0
    assert [picture.read_bytes() for picture in pictures] == before
    assert capsys.readouterr().out.split() == list(map(str, pictures))


def test_the_command_draws_where_it_is_told(file: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "new" / "one.svg", tmp_path / "two.svg"
    assert main(["redraw", str(file), "--output", str(one), str(two)]) == 0
    text = one.read_text()
    assert "<svg" in text
    assert "c1c008780000" in text
    assert text == two.read_text()


def test_formats_that_it_cannot_draw_are_refused(file: Path, tmp_path: Path, capsys) -> None:
    outputs = [tmp_path / "a.svg", tmp_path / "a.doc"]
    assert main(["redraw", str(file), "--output", *map(str, outputs)]) == 2
    said = capsys.readouterr().err
    assert "a.doc has no format that figures are drawn in; its name must end in .pdf, " in said
    assert not outputs[0].exists()


def changed(file: Path, change: Callable[[xr.Dataset], xr.Dataset]) -> None:
    save_netcdf(change(load_netcdf(file)), file)


def test_a_file_that_is_no_figures_is_refused(file: Path) -> None:
    changed(file, lambda arrays: arrays.drop_attrs())
    with pytest.raises(NeurodagError, match=r"fig\.2\.nc does not say what draws it; only the"):
        redraw(file, [])


@pytest.mark.parametrize("name", ["os.system", "style.new_figure", "forecast.of_others"])
def test_nothing_runs_that_is_no_figures_function(file: Path, name: str) -> None:
    changed(file, lambda arrays: arrays.assign_attrs(drawn_by=name))
    with pytest.raises(NeurodagError, match=f'is drawn by "{name}", which neurodag does not have'):
        redraw(file, [])


def test_files_that_are_not_there_or_damaged_are_told(file: Path, tmp_path: Path) -> None:
    output = [tmp_path / "again.pdf"]
    with pytest.raises(NeurodagError, match=r"There is no file .*none\.nc; name the NetCDF"):
        redraw(tmp_path / "none.nc", output)
    with pytest.raises(NeurodagError, match=r"fig\.2\.pdf is not the NetCDF .*; name .*fig\.2\.nc"):
        redraw(file.with_suffix(".pdf"), output)
    changed(file, lambda arrays: arrays.drop_vars("train_loss"))
    with pytest.raises(NeurodagError, match=r"does not hold what training\.draw_training draws"):
        redraw(file, output)
    file.write_bytes(file.read_bytes()[:2000])
    with pytest.raises(NeurodagError, match=r"fig\.2\.nc cannot be read .*; it is damaged, or no"):
        redraw(file, output)
    assert not output[0].exists()

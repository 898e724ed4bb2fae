"""The table of the Allen atlas is whole, and its Beryl names are regions of it."""

from pathlib import Path

import numpy as np
import pytest

from neurodag.archives.ibl.regions import acronyms, names_of
from neurodag.errors import ArchiveError


def test_table_has_every_structure_once():
    allen = acronyms("allen")
    assert len(allen) == 1328
    assert len(set(allen.values())) == 1328
    known = {0: "void", 997: "root", 382: "CA1", 1009: "fiber tracts", 10703: "DG-mo"}
    assert {number: allen[number] for number in known} == known


def test_beryl_names_are_structures_that_stand_for_themselves():
    allen, beryl = acronyms("allen"), acronyms("beryl")
    of_name = {name: number for number, name in allen.items()}
    assert len(set(beryl.values())) == 317
    for name in set(beryl.values()):
        assert beryl[of_name[name]] == name


@pytest.mark.parametrize(
    ("acronym", "beryl"),
    [
        ("VISp6a", "VISp"),
        ("SSp-bfd2/3", "SSp-bfd"),
        ("DG-mo", "DG"),
        ("LP", "LP"),
        ("VIS", "root"),
        ("cc", "root"),
        ("void", "void"),
    ],
)
def test_structures_belong_to_their_nearest_beryl_region(acronym, beryl):
    number = next(number for number, name in acronyms("allen").items() if name == acronym)
    assert names_of(np.array([number]), "beryl", Path("x")).tolist() == [beryl]


def test_left_hemisphere_has_the_same_names():
    assert names_of(np.array([-382, 382]), "allen", Path("x")).tolist() == ["CA1", "CA1"]


def test_unknown_structure_is_refused():
    with pytest.raises(ArchiveError, match=r"f\.npy has the id 999999"):
        names_of(np.array([382, 999999]), "allen", Path("f.npy"))

"""Which definitions a script reaches."""

import pytest

from tests.unit.provenance.project import Project

FIT = {"training.fit:fit", "training.fit:RATE", "training.loss:loss"}
WHOLE_FIT = {*FIT, "training.fit:stop", "training.fit:SLOW"}
RUN, FIGURE = "config.run:Run", "config.figure:Figure"
CONFIG = {RUN, FIGURE, "config:__all__"}


def test_what_a_script_names_is_reached_with_what_that_names(project: Project) -> None:
    assert project.reached() == {RUN, *FIT}


@pytest.mark.parametrize(
    ("script", "reached"),
    [
        ("import neurodag.training.fit\nneurodag.training.fit.fit(1)", FIT),
        ("import neurodag.training.fit as it\nit.fit", FIT),
        ("import neurodag.training.fit as it\nprint(it)", WHOLE_FIT),
        ("from neurodag.training import fit\nfit.fit()", FIT),
        ("from neurodag.training import fit\nfit.fit, vars(fit)", WHOLE_FIT),
        ("from neurodag.training.fit import fit", set()),
        ("from neurodag.training.fit import fit as f\nf", FIT),
        ("from neurodag.training.fit import *", WHOLE_FIT),
        ("def f():\n    from neurodag.training.fit import fit\n    fit()\nf()", FIT),
        ("def f():\n    from neurodag.training.fit import fit\n    fit()", set()),
        ("from neurodag.config import Figure as Picture\nPicture()", {FIGURE}),
        ("from neurodag import config\nconfig.Run, config.Run()", {RUN}),
        ("from neurodag import config\nconfig.Run\nprint(config)", CONFIG),
        ("from neurodag.config import *", CONFIG),
        ("from neurodag.config import MISSING\nMISSING", CONFIG),
        ("if TYPE_CHECKING:\n    from neurodag.config import Run\ndef f(x: Run): ...\nf()", set()),
        ("if typing.TYPE_CHECKING:\n    import neurodag\nelse:\n    X = 1", set()),
        ("if not TYPE_CHECKING:\n    from neurodag.config import Run\nRun", {RUN}),
        ("try:\n    from neurodag.config import Run\nexcept ImportError:\n    Run = 1\nRun", {RUN}),
        ("import math, os.path as path, neurodagger\nmath, path, neurodagger", set()),
        ("__import__(input())", {*CONFIG, *WHOLE_FIT, "training.unused:X"}),
        ("object.__subclasses__()", {*CONFIG, *WHOLE_FIT, "training.unused:X"}),
    ],
)
def test_ways_of_importing(project: Project, script: str, reached: set[str]) -> None:
    assert project.reached_by(script) == reached


def test_relative_imports(project: Project) -> None:
    project.write("src/neurodag/deep/__init__.py", "from . import a\n")
    project.write(
        "src/neurodag/deep/a.py", "from ..training.unused import X\nfrom .b import Y\nZ = X, Y"
    )
    project.write("src/neurodag/deep/b.py", "from .. import config\nY = config.Figure")
    reached = {"deep.a:Z", "deep.b:Y", "training.unused:X", FIGURE}
    assert project.reached_by("from neurodag.deep import a\na.Z") == reached


def test_re_exports_are_followed_through_packages(project: Project) -> None:
    project.write("src/neurodag/a/__init__.py", "from neurodag.b import second as first\n")
    project.write("src/neurodag/b/__init__.py", "from neurodag.b.c import third as second\n")
    project.write("src/neurodag/b/c.py", "third = 3\n")
    assert project.reached_by("from neurodag.a import first\nfirst") == {"b.c:third"}


def test_a_function_with_the_name_of_its_module(project: Project) -> None:
    project.write("src/neurodag/training/__init__.py", "from neurodag.training.fit import fit\n")
    assert project.reached_by("from neurodag.training import fit\nfit()") == FIT
    assert project.reached_by("from neurodag.training.fit import stop\nstop()") == {
        *("training.fit:stop", "training.fit:SLOW")
    }


def test_cycles_end(project: Project) -> None:
    project.write("src/neurodag/a.py", "def f():\n    from neurodag.b import g\n    g\n")
    project.write("src/neurodag/b.py", "from neurodag.a import f\n\ndef g(): f\n")
    assert project.reached_by("from neurodag.b import g\ng()") == {"a:f", "b:g"}
    project.write("src/neurodag/c.py", "from neurodag.d import name\n")
    project.write("src/neurodag/d.py", "from neurodag.c import name\n")
    assert project.reached_by("from neurodag.c import name\nname") == set()


USED = "training.unused:X"


@pytest.mark.parametrize(
    ("definition", "counts"),
    [
        ("def f(x=X): ...", True),
        ("def f(x: X): ...", True),
        ("def f() -> 'list[X]': ...", True),
        ("@X\ndef f(): ...", True),
        ("def f(X): return X", False),
        ("def f(): return X.size", True),
        ("def f(): return object().X", False),
        ("def f():\n    X = 1\n    return X", False),
        ("def f():\n    global X\n    X = 1", False),
        ("def f():\n    global X\n    return X", True),
        ("def f():\n    X = 1\n    def g(): return X\n    return g", False),
        ("def f():\n    def g():\n        X = 1\n    return X", True),
        ("f = lambda X: X", False),
        ("f = lambda y: X", True),
        ("def f(): return [X for X in range(3)]", False),
        ("def f(): return [X for X in X]", True),
        ("def f(): return [X for y in range(3)], [X for X in range(3)]", True),
        ("class f(X): ...", True),
        ("class f:\n    x: X", True),
        ("class f:\n    x: 'X | None'", True),
        ("class f:\n    def g(self): return X", True),
        ("class f:\n    X = 1\n    def g(self): return X", True),
        ("f = {'a': [X]}", True),
        ("for f in [X]: ...", True),
    ],
)
def test_names_are_told_apart_by_their_scope(
    project: Project, definition: str, counts: bool
) -> None:
    project.write("src/neurodag/a.py", f"from neurodag.training.unused import X\n{definition}\n")
    assert (USED in project.reached_by("from neurodag.a import f\nf()")) == counts

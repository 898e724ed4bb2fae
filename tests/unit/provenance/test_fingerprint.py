"""What changes the fingerprint of a script, and what does not, on small trees of packages."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from neurodag.errors import NeurodagError
from neurodag.provenance import fingerprint as fingerprint_module
from neurodag.provenance.fingerprint import closure, fingerprint

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted((ROOT / "workflow_scripts").glob("*.py"))

FILES = {
    "script.py": """
from neurodag.config import Run
from neurodag.training.fit import fit

fit(Run)
""",
    "src/neurodag/__init__.py": "",
    "src/neurodag/config/__init__.py": '''
"""Settings."""

from neurodag.config.figure import Figure
from neurodag.config.run import Run

__all__ = ["Figure", "Run"]
''',
    "src/neurodag/config/figure.py": "class Figure:\n    size = 3\n",
    "src/neurodag/config/run.py": 'class Run:\n    weight = 2\n    """How much."""\n',
    "src/neurodag/training/__init__.py": '"""The engine."""\n',
    "src/neurodag/training/fit.py": '''
from .loss import loss

RATE = 1.0


def fit(run):
    """Fits."""
    return loss(run) * RATE
''',
    "src/neurodag/training/loss.py": "def loss(run):\n    return run.weight\n",
    "src/neurodag/training/unused.py": "X = 1\n",
}


class Project:
    """A script and a library, to be edited."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.script = folder / "script.py"
        self.source = folder / "src"
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def fingerprint(self) -> str:
        return fingerprint(self.script, self.source)

    def modules(self) -> set[str]:
        """The modules that count, without `neurodag.` before their names."""
        return {name.removeprefix("neurodag.") for name in closure(self.script, self.source)} - {""}

    def modules_of(self, script: str) -> set[str]:
        self.write("script.py", script)
        return self.modules()

    def changes(self, name: str, old: str, new: str) -> bool:
        """Whether the fingerprint changes when a file of the library, or the script, does."""
        path = self.script if name == "script.py" else self.source / "neurodag" / name
        assert old in path.read_text()
        before = self.fingerprint()
        path.write_text(path.read_text().replace(old, new))
        return self.fingerprint() != before


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")


def test_known_answer(project: Project) -> None:
    # In every version of Python. Another answer makes the jobs of everyone's results run again.
    assert project.fingerprint() == "6833dcecca93"
    assert project.modules() == {"config.run", "training.fit", "training.loss"}


def test_the_folder_does_not_count(project: Project, tmp_path: Path) -> None:
    before = project.fingerprint()
    moved = project.folder.rename(tmp_path / "elsewhere")
    assert fingerprint(moved / "script.py", moved / "src") == before


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("training/fit.py", "RATE = 1.0", "RATE = 1.0  # hertz"),
        ("training/fit.py", "RATE = 1.0", "RATE = (\n    1.0\n)"),
        ("training/fit.py", "import loss", "import (\n    loss,\n)"),
        ("training/fit.py", "Fits.", "Trains,\n\n    and waits."),
        ("training/fit.py", '    """Fits."""\n', ""),
        ("config/run.py", "How much.", "How heavy."),
        ("config/run.py", "class", '"""Settings of one run."""\nclass'),
        ("config/__init__.py", "Settings.", "All settings."),
        ("training/__init__.py", "The engine.", "Engines."),
        ("script.py", "fit(Run)", "'''Trains.'''\nfit( Run )"),
    ],
)
def test_comments_docstrings_and_format_do_not_count(
    project: Project, name: str, old: str, new: str
) -> None:
    assert not project.changes(name, old, new)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("training/fit.py", "1.0", "1.5"),
        ("training/fit.py", "1.0", "1"),
        ("training/fit.py", "* RATE", "*RATE*RATE"),
        ("training/fit.py", "loss(run) * RATE", "'loss'"),
        ("training/loss.py", "run.weight", "-run.weight"),
        ("config/run.py", "weight = 2", "weight = 3"),
        ("config/__init__.py", "config.run import Run", "config.figure import Figure as Run"),
        ("script.py", "fit(Run)", "fit(Run())"),
    ],
)
def test_code_counts(project: Project, name: str, old: str, new: str) -> None:
    assert project.changes(name, old, new)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("training/unused.py", "X = 1", "X = 2"),
        ("training/unused.py", "X = 1", "this is no Python"),
        ("config/figure.py", "3", "4"),
        ("config/__init__.py", '"Figure", ', ""),
        ("config/__init__.py", "__all__", "from neurodag.training.unused import X\n\n__all__"),
    ],
)
def test_what_is_not_used_does_not_count(project: Project, name: str, old: str, new: str) -> None:
    assert not project.changes(name, old, new)


CONFIG = {"config", "config.figure", "config.run"}


@pytest.mark.parametrize(
    ("script", "modules"),
    [
        ("import neurodag.training.loss", {"neurodag", "training", "training.loss"}),
        ("import neurodag.training.loss as it", {"training.loss"}),
        ("from neurodag.training import loss", {"training.loss"}),
        ("from neurodag.training.loss import loss", {"training.loss"}),
        ("def later():\n    from neurodag.training import loss", {"training.loss"}),
        ("from neurodag.config import Figure as Picture", {"config.figure"}),
        ("from neurodag import config\nconfig.Run, config.Run()", {"config.run"}),
        ("from neurodag import config\nconfig.Run\nprint(config)", CONFIG),
        ("from neurodag import config", CONFIG),
        ("from neurodag.config import *", CONFIG),
        ("from neurodag.config import MISSING", CONFIG),
        ("if TYPE_CHECKING:\n    from neurodag.config import Run", set()),
        ("if typing.TYPE_CHECKING:\n    import neurodag\nelse:\n    X = 1", set()),
        ("if not TYPE_CHECKING:\n    from neurodag.config import Run", {"config.run"}),
        ("import math, os.path as path, neurodagger", set()),
    ],
)
def test_ways_of_importing(project: Project, script: str, modules: set[str]) -> None:
    assert project.modules_of(script) == modules


def test_relative_imports(project: Project) -> None:
    project.write("src/neurodag/deep/__init__.py", "from . import a\n")
    project.write("src/neurodag/deep/a.py", "from ..training.unused import X\nfrom .b import Y")
    project.write("src/neurodag/deep/b.py", "from .. import config\nY = config.Figure")
    modules = {"deep.a", "deep.b", "training.unused", "config.figure"}
    assert project.modules_of("from neurodag.deep import a") == modules


def test_re_exports_are_followed_through_packages(project: Project) -> None:
    project.write("src/neurodag/a/__init__.py", "from neurodag.b import second as first\n")
    project.write("src/neurodag/b/__init__.py", "from neurodag.b.c import third as second\n")
    project.write("src/neurodag/b/c.py", "third = 3\n")
    assert project.modules_of("from neurodag.a import first") == {"b.c"}


def test_a_function_with_the_name_of_its_module(project: Project) -> None:
    project.write("src/neurodag/training/__init__.py", "from neurodag.training.fit import fit\n")
    modules = {"training.fit", "training.loss"}
    assert project.modules_of("from neurodag.training import fit") == modules
    assert project.modules_of("from neurodag.training.fit import fit") == modules


def test_packages_with_code_of_their_own_count_with_all_in_them(project: Project) -> None:
    text = "from neurodag.training.unused import X\n\nprint(X)\n"
    project.write("src/neurodag/training/__init__.py", text)
    modules = {"training", "training.loss", "training.unused"}
    assert project.modules_of("from neurodag.training.loss import loss") == modules
    assert project.modules_of("from neurodag.training import loss") == modules
    assert project.changes("training/__init__.py", "print(X)", "print(-X)")


def test_tables_beside_a_module_count_with_it(project: Project) -> None:
    before = fingerprint(project.script, project.source)
    project.write("src/neurodag/figures/regions.csv", "id,name\n1,CA1\n")
    assert fingerprint(project.script, project.source) == before  # of a package that is not used
    seen = {before}
    for text in ("id,name\n1,CA1\n", "id,name\n1,CA3\n"):
        project.write("src/neurodag/training/regions.csv", text)
        seen.add(fingerprint(project.script, project.source))
    assert len(seen) == 3


def test_cycles_end(project: Project) -> None:
    project.write("src/neurodag/a.py", "def f():\n    from neurodag.b import g\n")
    project.write("src/neurodag/b.py", "from neurodag.a import f\n\ndef g(): ...\n")
    assert project.modules_of("from neurodag.b import g") == {"a", "b"}
    project.write("src/neurodag/c.py", "from neurodag.d import name\n")
    project.write("src/neurodag/d.py", "from neurodag.c import name\n")
    assert project.modules_of("from neurodag.c import name") == set()


def test_major_versions_of_imported_libraries_count(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_version(version: str) -> str:
        monkeypatch.setattr(fingerprint_module, "version", lambda name: f"{name}-{version}")
        fingerprint_module.major_version.cache_clear()
        return project.fingerprint()

    assert with_version("2.1.0") == with_version("3.0.0")
    project.write("src/neurodag/training/loss.py", "import sklearn.linear_model")
    assert with_version("2.1.0") == with_version("2.9.0")
    assert with_version("2.1.0") != with_version("3.0.0")
    monkeypatch.undo()
    fingerprint_module.major_version.cache_clear()
    assert fingerprint_module.major_version("a-library-of-no-one") == "a-library-of-no-one"


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("src/neurodag/training/loss.py", "x = 1\nx = = 2", "loss.py, line 2, is no Python: "),
        ("script.py", "from neurodag.los import x", "script.py imports neurodag.los, of which "),
        ("script.py", "from . import x", "script.py cannot be imported: "),
    ],
)
def test_mistakes_are_told_with_their_file(
    project: Project, name: str, text: str, message: str
) -> None:
    project.write(name, text)
    with pytest.raises(NeurodagError, match=message):
        project.fingerprint()


def test_a_missing_script_is_told(project: Project) -> None:
    project.script.unlink()
    with pytest.raises(NeurodagError, match=r"script\.py cannot be read: No such file"):
        project.fingerprint()


def test_the_scripts_of_the_workflow() -> None:
    source = ROOT / "src"
    fingerprints = {script.stem: fingerprint(script, source) for script in SCRIPTS}
    fingerprint_module.memory.cache_clear()  # as in another process
    start = time.process_time()
    assert fingerprints == {script.stem: fingerprint(script, source) for script in SCRIPTS}
    assert time.process_time() - start < 0.5  # seconds
    assert len(set(fingerprints.values())) == len(SCRIPTS) > 0
    training = set(closure(ROOT / "workflow_scripts/train_network.py", source))
    used = {"training.fit", "nn.attention", "config.training"}
    assert {f"neurodag.{name}" for name in used} <= training
    rooms = {name.split(".")[1] for name in training if name}
    assert not rooms & {"archives", "evaluation", "figures", "provenance", "tables"}
    # Their package re-exports the settings of other papers, too.
    assert not training & {"neurodag.config", "neurodag.config.config", "neurodag.config.load"}


def test_no_library_is_imported() -> None:
    code = (
        "import sys; from pathlib import Path; before = set(sys.modules);"
        "from neurodag.provenance.fingerprint import fingerprint;"
        "[fingerprint(Path(script), Path(sys.argv[1])) for script in sys.argv[2:]];"
        "print(*{name.partition('.')[0] for name in set(sys.modules) - before})"
    )
    run = subprocess.run(
        [sys.executable, "-S", "-c", code, str(ROOT / "src"), *map(str, SCRIPTS)],
        env={"PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert set(run.stdout.split()) - {"neurodag"} <= sys.stdlib_module_names

"""What changes the fingerprint of a script, and what does not, on small trees of packages."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from neurodag.errors import NeurodagError
from neurodag.provenance import fingerprint as fingerprint_module
from neurodag.provenance.closure import Closures
from neurodag.provenance.fingerprint import closures, fingerprint
from neurodag.provenance.library import WHOLE
from tests.unit.provenance.project import Project

ROOT = Path(__file__).resolve().parents[3]
SCRIPTS = sorted((ROOT / "workflow_scripts").glob("*.py"))


def test_known_answer(project: Project) -> None:
    # In every version of Python. Another answer makes the jobs of everyone's results run again.
    assert project.fingerprint() == "6bb094a75e7a"


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
        ("training/fit.py", "from .loss import loss", "from .unused import X as loss"),
        ("training/fit.py", "from .loss", "from math import floor as loss\nfrom .loss"),
        ("training/fit.py", "RATE = 1.0", "RATE = 1.0\nRATE = 2.0"),
        ("training/fit.py", "SLOW = 0.1", "print(0.1)"),
        ("script.py", "fit(Run)", "fit(Run())"),
    ],
)
def test_code_counts(project: Project, name: str, old: str, new: str) -> None:
    assert project.changes(name, old, new)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("training/unused.py", "X = 1", "X = 2"),
        ("training/fit.py", "SLOW = 0.1", "SLOW = 0.2"),
        ("training/fit.py", "return SLOW", "return -SLOW"),
        ("training/fit.py", "RATE = 1.0\nSLOW", "import math\n\nRATE = 1.0\nSLOW"),
        ("training/unused.py", "X = 1", "this is no Python"),
        ("config/figure.py", "3", "4"),
        ("config/__init__.py", '"Figure", ', ""),
        ("config/__init__.py", "__all__", "from neurodag.training.unused import X\n\n__all__"),
    ],
)
def test_what_is_not_used_does_not_count(project: Project, name: str, old: str, new: str) -> None:
    assert not project.changes(name, old, new)


def test_tables_beside_a_module_count_with_it(project: Project) -> None:
    before = project.fingerprint()
    project.write("src/neurodag/figures/regions.csv", "id,name\n1,CA1\n")
    assert project.fingerprint() == before  # of a package that is not used
    seen = {before}
    for text in ("id,name\n1,CA1\n", "id,name\n1,CA3\n"):
        project.write("src/neurodag/training/regions.csv", text)
        seen.add(project.fingerprint())
    assert len(seen) == 3


def test_feature_releases_of_used_libraries_count(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_version(version: str) -> str:
        monkeypatch.setattr(fingerprint_module, "version", lambda name: version)
        fingerprint_module.feature_release.cache_clear()
        return project.fingerprint()

    assert with_version("2.1.0") == with_version("3.0.0")
    project.write("src/neurodag/training/loss.py", "import sklearn\n\ndef loss(x): ...")
    assert with_version("2.1.0") == with_version("3.0.0")  # imported, but not used
    project.write("src/neurodag/training/loss.py", "import sklearn\n\nloss = sklearn.svm")
    assert with_version("2.1.0") == with_version("2.1.9") == with_version("2.1.0+cpu")
    assert len({with_version(version) for version in ("2.1.0", "2.2.0", "2.11.0", "3.1.0")}) == 4
    monkeypatch.undo()
    fingerprint_module.feature_release.cache_clear()
    assert fingerprint_module.feature_release("a-library-of-no-one") == "a-library-of-no-one"


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
    closures(source).library.memory.save()
    closures.cache_clear()  # as in another process
    start = time.process_time()
    assert fingerprints == {script.stem: fingerprint(script, source) for script in SCRIPTS}
    assert time.process_time() - start < 0.5  # seconds
    assert len(set(fingerprints.values())) == len(SCRIPTS) > 0


@pytest.fixture(scope="module")
def workflow(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What each script of the workflow reaches: definitions, and modules as a whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        known = Closures(ROOT / "src")
        places = {script.stem: known.of(script) for script in SCRIPTS}
    return {
        script: {
            place.module if place.number == WHOLE else known.library.spelled(place)
            for place in found
            if place.number >= WHOLE
        }
        for script, found in places.items()
    }


def test_training_counts_what_it_runs_and_little_more(workflow: dict[str, set[str]]) -> None:
    definitions = workflow["train_network"]
    assert {
        *("neurodag.training.fit:fit", "neurodag.nn.attention:SelfAttention"),
        *("neurodag.config.training:Training", "neurodag.command:run"),
    } <= definitions
    assert "neurodag.command:provenance" not in definitions  # which is for figures
    modules = {name.partition(":")[0] for name in definitions}
    rooms = {module.split(".")[1] for module in modules if module}
    assert not rooms & {"archives", "evaluation", "figures", "provenance", "tables"}
    # Their package re-exports the settings of other papers, too.
    assert not modules & {"neurodag.config", "neurodag.config.config", "neurodag.config.load"}


def test_no_module_counts_as_a_whole(workflow: dict[str, set[str]]) -> None:
    whole = {name for found in workflow.values() for name in found if ":" not in name}
    assert not whole, "import names from them, or use their attributes by name"


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

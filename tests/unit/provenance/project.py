"""A script and a small library, to be edited."""

from pathlib import Path

from neurodag.provenance.fingerprint import closures, fingerprint

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
SLOW = 0.1


def fit(run):
    """Fits."""
    return loss(run) * RATE


def stop(run):
    return SLOW
''',
    "src/neurodag/training/loss.py": "def loss(run):\n    return run.weight\n",
    "src/neurodag/training/unused.py": "X = 1\n",
}


class Project:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.script = folder / "script.py"
        self.source = folder / "src"
        for name, text in FILES.items():
            self.write(name, text)

    def write(self, name: str, text: str) -> None:
        """Write a file of the library, or the script."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)

    def fingerprint(self) -> str:
        """As in a process that has read nothing yet."""
        closures.cache_clear()
        return fingerprint(self.script, self.source)

    def reached(self) -> set[str]:
        """The library's definitions that count, as `module:names`, without `neurodag.`."""
        closures.cache_clear()
        known = closures(self.source)
        return {
            known.library.spelled(place).removeprefix("neurodag.")
            for place in known.of(self.script)
            if place.number >= 0 and place.module.startswith("neurodag")
        }

    def reached_by(self, script: str) -> set[str]:
        self.write("script.py", script)
        return self.reached()

    def changes(self, name: str, old: str, new: str) -> bool:
        """Whether the fingerprint changes when a file of the library, or the script, does."""
        path = self.script if name == "script.py" else self.source / "neurodag" / name
        assert old in path.read_text()
        before = self.fingerprint()
        path.write_text(path.read_text().replace(old, new))
        return self.fingerprint() != before

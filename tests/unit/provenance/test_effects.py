"""What importing a module does counts for all that import it, whatever they use of it."""

import pytest

from tests.unit.provenance.project import Project

REGISTRY = """
TABLE = {}


class Registry:
    def __init__(self):
        self.known = {}
        self.known["first"] = 1

    def enter(self, thing):
        self.known[thing.__name__] = thing
        return thing

    def __init_subclass__(cls):
        TABLE[cls.__name__] = cls


class Base:
    def __init__(self, size=1):
        self.size = check(size)


def check(size):
    if size < 0:
        raise ValueError
    return size


def register(thing):
    TABLE[thing.__name__] = thing
    return thing


def append(thing):
    things = [thing]
    things.append(thing)
    return things


def same(thing):
    return thing


ALL = Registry()
"""
IMPORTS = """
import functools, re, torch
from dataclasses import dataclass, field
from neurodag.registry import ALL, TABLE, Base, Registry, append, check, register, same
"""


@pytest.mark.parametrize(
    ("statement", "counts"),
    [
        ("MINE = 1", False),
        ("MINE: dict = {'a': same, 'b': lambda: register(same)}", False),
        ("MINE = TABLE['a']", False),
        ("MINE = dict.fromkeys([1])", False),
        ("MINE = re.compile('a')", False),
        ("MINE = same(Base())", False),
        ("MINE = append(1)", True),  # which cannot be told to be harmless
        ("MINE = register(same)", True),
        ("MINE = list(map(register, [same]))", True),
        ("MINE = [register(thing) for thing in (same,)]", True),
        ("MINE = torch.manual_seed(0)", True),
        ("MINE = TABLE.pop('a')", True),
        ("MINE = setattr(Base, 'size', 2)", True),
        ("MINE = open('file')", True),
        ("def mine(): return register(same)", False),
        ("def mine(x=Base()): ...", False),
        ("def mine(x=register(same)): ...", True),
        ("@functools.cache\ndef mine(): ...", False),
        ("@same\ndef mine(): ...", False),
        ("@register\ndef mine(): ...", True),
        ("@ALL.enter\ndef mine(): ...", True),
        ("@torch.compile\ndef mine(): ...", True),
        ("class Mine(Base):\n    def go(self): self.size = 2", False),
        ("@dataclass(frozen=True)\nclass Mine:\n    x: int = field(default=check(1))", False),
        ("class Mine(Registry): ...", True),
        ("class Middle(Registry): ...\nclass Mine(Middle): ...", True),
        ("class Mine(metaclass=same): ...\nclass Other(Mine): ...", True),
        ("@register\nclass Mine: ...", True),
        ("class Mine:\n    register(same)", True),
        ("TABLE['mine'] = 1", True),
        ("Base.size = 2", True),
        ("register(same)", True),
        ("if TABLE:\n    MINE = 1", True),
        ("MINE = 1\nMINE += 1", True),
    ],
)
def test_importing_does_more_than_to_bind_names(
    project: Project, statement: str, counts: bool
) -> None:
    project.write("src/neurodag/registry.py", REGISTRY)
    project.write("src/neurodag/extra.py", f"{IMPORTS}\nOTHER = 1\n")
    project.write("script.py", "from neurodag.extra import OTHER\n\nOTHER\n")
    assert project.changes("extra.py", "OTHER = 1", f"OTHER = 1\n{statement}") == counts


def test_what_is_registered_counts_where_its_package_is_imported(project: Project) -> None:
    project.write("src/neurodag/registry.py", REGISTRY)
    project.write("src/neurodag/models/__init__.py", "from neurodag.models import a\n")
    decorated = "from neurodag.registry import register\n@register\ndef model(): return 1\n"
    project.write("src/neurodag/models/a.py", decorated)
    project.write("src/neurodag/models/b.py", "def g(): ...\n")
    project.write("script.py", "from neurodag.models.b import g\n\ng()\n")
    assert project.changes("models/a.py", "return 1", "return 2")
    assert project.changes("models/__init__.py", "import a", "import b")

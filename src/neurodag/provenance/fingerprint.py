"""The fingerprint of a script: it changes when code that the script really uses changes."""

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from neurodag.provenance.closure import Closures
from neurodag.provenance.library import OUTSIDE, WHOLE, Library, Place
from neurodag.provenance.names import Use

DECISIVE_LIBRARIES = {
    "numpy": "numpy",
    "scipy": "scipy",
    "sklearn": "scikit-learn",
    "torch": "torch",
}
"""Libraries whose feature releases can change numbers: the package, and who distributes it."""


def fingerprint(script: Path, source: Path) -> str:
    """12 hexadecimal digits for a script and what it uses of the project's code in `source`.

    They stay the same when comments, docstrings or formatting change, when definitions change that
    the script does not reach, and when the checkout moves. Definitions are functions, classes with
    all in them, and values of modules. What importing a module does besides to define counts for
    every script that imports it, and a table (CSV) or a template for those that reach code beside
    it. Files are read once a process.

    Raises NeurodagError where a file is missing or is no Python.
    """
    known = closures(source)
    reached = known.of(script)
    modules: dict[str, list[int]] = defaultdict(list)
    for place in sorted(reached):
        if place.number >= WHOLE:
            modules[place.module].append(place.number)
    lines = [content(known.library, module, found) for module, found in modules.items()]
    lines += {line for module in modules for line in known.library.tables(module)}
    lines += libraries(place.module for place in reached if place.number == OUTSIDE)
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()[:12]


def content(library: Library, module: str, numbers: list[int]) -> str:
    """A line for what counts of a module: its functions in any order, all else as it stands."""
    functions, others = [], []
    for number in numbers:
        place = Place(module, number)
        if number == WHOLE:
            others.append(json.dumps(library.modules[module].imports))
        elif library.definition(place).is_function:
            functions.append(library.identity(place))
        else:
            others.append(library.identity(place))
    return " ".join([library.public_name(module), *sorted(functions), *others])


def libraries(uses: Iterable[Use]) -> list[str]:
    """A line for each decisive library that something is used of."""
    used = {re.split("[.:]", use)[0] for use in uses}
    return [feature_release(DECISIVE_LIBRARIES[name]) for name in used & {*DECISIVE_LIBRARIES}]


@cache
def closures(source: Path) -> Closures:
    return Closures(source)


@cache
def feature_release(library: str) -> str:
    """Name and release such as 2.13, without importing it: random numbers and rounding may change
    with such a release, but not with those that only mend it, such as 2.13.1.

    The name alone where it is not installed here, as it need not be where the jobs run in
    environments of their own.
    """
    try:
        return f"{library} {'.'.join(re.findall('[0-9]+', version(library))[:2])}"
    except PackageNotFoundError:
        return library

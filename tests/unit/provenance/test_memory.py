"""What was parsed once is remembered; whatever is wrong with the memory costs time alone."""

from pathlib import Path

import pytest

from neurodag.provenance import memory
from neurodag.provenance.memory import Memory, from_json, to_json
from neurodag.provenance.modules import parse

TEXT = b"from neurodag.config import Run\nimport torch\n\nprint(Run, torch)\n"
RE_EXPORTS = b'from neurodag.config.run import Run\n\n__all__ = ["Run"]\n'


@pytest.fixture
def filled(cache_folder: Path) -> Path:
    """The file of a memory that knows one module."""
    first = Memory()
    first.parse(TEXT, "neurodag")
    first.save()
    return first.path


@pytest.mark.parametrize("text", [TEXT, RE_EXPORTS, b""])
def test_a_module_comes_back_as_it_was(text: bytes) -> None:
    module = parse(text, "neurodag")
    assert from_json(to_json(module)) == module


def test_another_process_need_not_parse(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "parse", None)
    assert Memory().parse(TEXT, "neurodag") == parse(TEXT, "neurodag")


def test_another_text_or_package_is_parsed(filled: Path) -> None:
    again = Memory()
    assert again.parse(TEXT + b"X = 1\n", "neurodag") != parse(TEXT, "neurodag")
    assert again.parse(b"from .a import b\n", "x") != again.parse(b"from .a import b\n", "y")
    assert again.is_new


def test_mistakes_are_raised_each_time() -> None:
    for _ in range(2):
        with pytest.raises(SyntaxError):
            Memory().parse(b"def", "neurodag")


@pytest.mark.parametrize("damaged", ["", "[]", "{", '{"KEY": [1]}', '{"KEY": null}'])
def test_a_damaged_memory_is_parsed_anew(filled: Path, damaged: str) -> None:
    key = next(iter(Memory().load()))
    filled.write_text(damaged.replace("KEY", key))
    assert Memory().parse(TEXT, "neurodag") == parse(TEXT, "neurodag")


def test_without_a_folder_nothing_is_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    somewhere = Memory()
    assert somewhere.parse(TEXT, "neurodag") == parse(TEXT, "neurodag")
    somewhere.save()
    assert Memory().load() == {}


def test_nothing_but_the_memory_is_left(filled: Path) -> None:
    assert list(filled.parent.iterdir()) == [filled]

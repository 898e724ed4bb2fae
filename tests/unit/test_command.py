"""What the workflow's commands have in common."""

import os
import sys

import pytest

from neurodag.command import provenance, run, threads, use_this_python
from neurodag.errors import NeurodagError


def test_a_users_mistake_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise NeurodagError("The file a.nc is empty; copy it again.")

    monkeypatch.setattr(sys, "argv", ["workflow_scripts/prepare_session.py"])
    with pytest.raises(SystemExit, match=r"^prepare_session\.py: The file a\.nc is empty"):
        run(fail)


def test_any_other_error_keeps_its_traceback() -> None:
    with pytest.raises(ZeroDivisionError):
        run(lambda: 1 / 0)


def test_threads_are_those_that_the_job_was_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLURM_CPUS_PER_TASK", "6")
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    assert threads() == 6
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert threads() == 3
    monkeypatch.delenv("OMP_NUM_THREADS")
    monkeypatch.delenv("SLURM_CPUS_PER_TASK")
    assert 1 <= threads() <= (os.cpu_count() or 1)


def test_provenance_names_the_command_and_no_folder_of_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        sys, "argv", ["/somewhere/workflow_scripts/draw_units.py", "--output", "a b"]
    )
    command = "python workflow_scripts/draw_units.py --output 'a b'"
    assert provenance() == {"command": command}


def test_this_python_and_library_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/usr/bin")
    monkeypatch.delenv("PYTHONPATH", raising=False)
    use_this_python("/checkout/src")
    assert os.environ["PATH"] == f"{os.path.dirname(sys.executable)}{os.pathsep}/usr/bin"
    assert os.environ["PYTHONPATH"] == "/checkout/src"

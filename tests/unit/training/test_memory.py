"""Memory that a process keeps: counted by the pages that it asks the system for again."""

import subprocess
import sys

import pytest

STEPS = """
import resource, sys, torch
from neurodag.training.memory import keep_freed_memory
if sys.argv[1] == "kept":
    keep_freed_memory()
layers = torch.nn.Sequential(*(torch.nn.Linear(64, 64) for _ in range(4)))
for step in range(30):
    if step == 15:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    layers(torch.ones(1 << 16, 64)).sum().backward()
print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)
"""


def pages(how):
    command = [sys.executable, "-c", STEPS, how]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


@pytest.mark.skipif(sys.platform != "linux", reason="malloc of other systems has no such settings")
def test_later_steps_ask_for_hardly_any_memory():
    assert pages("kept") < pages("given back") / 4

"""Write envs/neurodag.yaml, the conda environment with the pins of envs/requirements.lock.

The pins stand in the file itself: Snakemake copies a conda environment elsewhere before it makes
it, where a relative `-r requirements.lock` would point to nothing.
"""

from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCK = HERE / "requirements.lock"
CONDA_ENV = HERE / "neurodag.yaml"

HEADER = """\
# Made from requirements.lock by `make lock`; edit pyproject.toml instead.
name: neurodag
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def conda_env(lock: str) -> str:
    """The conda environment, as YAML, that installs the pins of a lock file through pip."""
    pins = [line for line in lock.splitlines() if line and not line.startswith("#")]
    return HEADER + "".join(f"      - {pin}\n" for pin in pins)


if __name__ == "__main__":
    CONDA_ENV.write_text(conda_env(LOCK.read_text()))

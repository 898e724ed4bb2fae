"""Write the conda environments: neurodag.yaml, with the pins of requirements.lock, and one.yaml.

The pins stand in the file itself: Snakemake copies a conda environment elsewhere before it makes
it, where a relative `-r requirements.lock` would point to nothing.
"""

from pathlib import Path

HERE = Path(__file__).resolve().parent
LOCKS = {"neurodag": "requirements.lock", "one": "one.lock"}
"""The pins of each environment; `one` is for downloads from the International Brain Laboratory."""

HEADER = """\
# Made from {lock} by `make lock`; edit pyproject.toml instead.
name: {name}
channels:
  - conda-forge
dependencies:
  - python=3.11
  - pip
  - pip:
"""


def conda_env(name: str) -> str:
    """The conda environment `name`, as YAML, that installs the pins of its lock through pip."""
    lock = LOCKS[name]
    lines = (HERE / lock).read_text().splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    return HEADER.format(name=name, lock=lock) + "".join(f"      - {pin}\n" for pin in pins)


if __name__ == "__main__":
    for name in LOCKS:
        (HERE / f"{name}.yaml").write_text(conda_env(name))

"""Read a session from a scan of Sensorium 2022 or Franke 2022."""

from neurodag.archives.command import make_session
from neurodag.archives.sensorium.read import read_session
from neurodag.command import run
from neurodag.config.archives.sensorium import SensoriumReader


def main() -> None:
    make_session(__doc__, SensoriumReader, read_session)


if __name__ == "__main__":
    run(main)

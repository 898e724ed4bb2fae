"""Read a session from the archive of the Allen Brain Observatory, two-photon."""

from neurodag.archives.allen.read import read_session
from neurodag.archives.command import make_session
from neurodag.command import run
from neurodag.config.archives.allen import AllenReader


def main() -> None:
    make_session(__doc__, AllenReader, read_session)


if __name__ == "__main__":
    run(main)

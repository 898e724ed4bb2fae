"""Read a session from a folder of Suite2p."""

from neurodag.archives.command import make_session
from neurodag.archives.suite2p.read import read_session
from neurodag.command import run
from neurodag.config.archives.suite2p import Suite2pReader


def main() -> None:
    make_session(__doc__, Suite2pReader, read_session)


if __name__ == "__main__":
    run(main)

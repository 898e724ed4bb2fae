"""Read a session from an NWB file."""

from neurodag.archives.command import make_session
from neurodag.archives.nwb.read import read_session
from neurodag.command import run
from neurodag.config.archives.nwb import NWBReader


def main() -> None:
    make_session(__doc__, NWBReader, read_session)


if __name__ == "__main__":
    run(main)

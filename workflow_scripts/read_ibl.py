"""Read a session from the archive of the International Brain Laboratory."""

from neurodag.archives.command import make_session
from neurodag.archives.ibl.read import read_session
from neurodag.command import run
from neurodag.config.archives.ibl import IBLReader


def main() -> None:
    make_session(__doc__, IBLReader, read_session)


if __name__ == "__main__":
    run(main)

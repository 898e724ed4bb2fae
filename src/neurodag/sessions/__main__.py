"""python -m neurodag.sessions: look at session files, or check them."""

import argparse
import sys
from pathlib import Path

from neurodag.errors import SessionError
from neurodag.sessions.describe import describe
from neurodag.sessions.io import open_session
from neurodag.sessions.schema import MODALITIES


def main(arguments: list[str] | None = None) -> int:
    """Runs the command; 0 if every file is a valid session, else 1."""
    options = _parser().parse_args(arguments)
    broken = False
    for path in options.files:
        try:
            session = open_session(path, options.modality)
        except SessionError as problem:
            broken = True
            print(problem, file=sys.stderr)
            continue
        if options.command == "describe":
            print(f"{path}\n{describe(session)}\n")
        else:
            print(f"{path}: valid, {session.attrs['modality']}")
    return int(broken)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m neurodag.sessions",
        description="Look at session files, or check them. A broken file costs one sentence on "
        "stderr and the exit code 1; the other files are still read.",
    )
    commands = parser.add_subparsers(dest="command", required=True)
    for name, purpose in {
        "describe": "Print ids, sizes, units, stimuli, behaviour, split and attributes.",
        "validate": "Say of each file whether it is a valid session, and if not, how to mend it.",
    }.items():
        command = commands.add_parser(name, help=purpose, description=purpose)
        command.add_argument("files", nargs="+", type=Path, metavar="FILE", help="session file")
        command.add_argument(
            "--modality", choices=list(MODALITIES), help="refuse sessions of another modality"
        )
    return parser


if __name__ == "__main__":
    sys.exit(main())

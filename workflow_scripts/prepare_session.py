"""Validate a session file and split its trials into training, validation and test."""

from pathlib import Path

from neurodag.command import parser, run
from neurodag.config import Split
from neurodag.sessions import add_split, open_session, save_session
from neurodag.sessions.describe import describe

SIMULATED = {
    "dataset": "simulated",
    "species": "simulated",
    "license": "CC0-1.0",
    "source": "a twin of an archive, made by neurodag.simulate",
}
"""What is said of a twin, which cannot be told from its archive."""


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--input", type=Path, required=True, help="session file")
    options.add_argument(
        "--session-id", required=True, help="what the session is called from now on"
    )
    options.add_argument("--settings", type=Split.model_validate_json, required=True)
    options.add_argument("--simulated", action="store_true", help="mark it as a simulated twin")
    options.add_argument("--output", type=Path, required=True, help="session file with a split")
    arguments = options.parse_args()

    split = arguments.settings
    session = add_split(
        open_session(arguments.input),
        seed=split.seed,
        fractions=(split.train, split.validation, split.test),
        order=split.order,
    )
    # Files of one recording, of several probes say, share its id, and so their split; from here on
    # each goes by a name of its own.
    session = session.assign_attrs(
        session_id=arguments.session_id, recording_id=session.attrs["session_id"]
    )
    if arguments.simulated:
        session = session.assign_attrs(SIMULATED)
    save_session(session, arguments.output)
    print(describe(session))


if __name__ == "__main__":
    run(main)

"""A job that saves itself: a chain of hashes, each made from the one before.

On SIGUSR2 or SIGTERM it saves where it is and ends; started again it goes on from there. The
output depends on every link, so it shows whether any was lost or made twice.
"""

import argparse
import hashlib
import json
import os
import signal
import sys
import time
from pathlib import Path


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--links", type=int, required=True)
    parser.add_argument("--seconds", type=float, default=0.1, help="per link")
    parser.add_argument("--state", type=Path, required=True)
    parser.add_argument("--output", type=Path, required=True)
    settings = parser.parse_args()

    settings.state.parent.mkdir(parents=True, exist_ok=True)
    with settings.state.with_suffix(".starts").open("a") as file:
        file.write(f"{os.environ.get('SLURMD_NODENAME', 'local')}\n")

    told_to_stop = []
    for number in (signal.SIGUSR2, signal.SIGTERM):
        signal.signal(number, lambda number, frame: told_to_stop.append(number))

    state = {"link": 0, "hash": ""}
    if settings.state.exists():
        state = json.loads(settings.state.read_text())
    while state["link"] < settings.links:
        time.sleep(settings.seconds)
        text = f"{state['link']} {state['hash']}"
        state = {
            "link": state["link"] + 1,
            "hash": hashlib.sha256(text.encode()).hexdigest(),
        }
        if told_to_stop or state["link"] % 10 == 0:
            save(state, settings.state)
        if told_to_stop:
            print(f"Stopped by signal {told_to_stop[0]} at link {state['link']}.", flush=True)
            sys.exit(os.EX_TEMPFAIL)
    settings.output.write_text(state["hash"] + "\n")


def save(state: dict, path: Path) -> None:
    temporary = path.with_suffix(".new")
    temporary.write_text(json.dumps(state))
    temporary.replace(path)


if __name__ == "__main__":
    main()

"""How fast neurodag trains and evaluates here, as ratios to what this machine can do.

Ratios come first, the numbers behind them after: the ratios hold on a busy machine too, for both
sides of each are measured in turns.
"""

import argparse
import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import chain

import torch

from benchmarks import activity, evaluation, forecast, online, receptive_fields, training, vision
from benchmarks.machine import describe
from neurodag.training.devices import pick_device
from neurodag.training.memory import keep_freed_memory

Part = Callable[[], list[str]]
"""Measures, and gives the lines to print."""


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options.add_argument("--threads", type=int, default=os.cpu_count(), help="all, if not given")
    options.add_argument("--quick", action="store_true", help="fewer repetitions")
    options.add_argument("--only", metavar="PART", help="one part instead of all")
    arguments = options.parse_args()

    torch.set_num_threads(arguments.threads)
    keep_freed_memory()
    device = pick_device(arguments.device)
    parts = all_parts(device, arguments.threads, arguments.quick)
    if arguments.only not in (None, *parts):
        options.error(f"there is no part {arguments.only}; the parts are {', '.join(parts)}")

    print(describe(device))
    for name in [arguments.only] if arguments.only else parts:
        print(f"\n{name}", *parts[name](), sep="\n", flush=True)


def all_parts(device: torch.device, threads: int, quick: bool) -> dict[str, Part]:
    """By name."""
    networks, some, session = training.networks(), evaluation.Sizes(), activity.Session()
    v1t, fields = vision.Sizes(), receptive_fields.Sizes()
    quantformer, watched, devices = forecast.Sizes(), online.Sizes(), [torch.device("cpu")]
    turns = 1 if quick else 3
    if quick:
        networks = {name: replace(sizes, repetitions=1) for name, sizes in networks.items()}
        watched = replace(watched, repetitions=3)
    if device.type == "cuda":  # fast enough for more work a repetition
        networks = {name: replace(sizes, square=8192) for name, sizes in networks.items()}
        v1t = replace(v1t, square=8192, repetitions=1 if quick else 9)
        some = replace(some, trials=64, units_a_turn=96)
        session = replace(session, trials_a_turn=session.trials)
        quantformer = replace(
            quantformer, square=8192, presentations=32, repetitions=1 if quick else 9
        )
        devices = [device, *devices]

    def memory() -> list[str]:
        of_steps = (training.memory(device, threads, *network) for network in networks.items())
        return [
            *chain.from_iterable(of_steps),
            *evaluation.memory(device, threads, some),
            *vision.memory(device, threads, v1t),
        ]

    return {
        **{name: partial(training.report, device, sizes) for name, sizes in networks.items()},
        "co_smoothing": partial(evaluation.report, device, some, turns),
        "activity": partial(activity.report, device, session, turns),
        "v1t": partial(vision.report, device, v1t),
        "quantformer": partial(forecast.report, device, quantformer),
        "online": partial(online.report, devices, watched),
        "receptive_fields": partial(receptive_fields.report, device, fields, turns),
        "memory": memory,
    }


if __name__ == "__main__":
    main()

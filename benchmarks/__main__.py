"""How fast neurodag trains and evaluates here, as ratios to what this machine can do.

Ratios come first, the numbers behind them after: the ratios hold on a busy machine too, for both
sides of each are measured in turns.
"""

import argparse
import os
from dataclasses import replace

import torch

from benchmarks import evaluation, training
from benchmarks.machine import describe
from neurodag.training.devices import pick_device

PARTS = ("training", "pretraining", "evaluation", "memory")


def main() -> None:
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    options.add_argument("--device", default="auto", help="auto, cpu, cuda or cuda:N")
    options.add_argument("--threads", type=int, default=os.cpu_count(), help="all, if not given")
    options.add_argument("--quick", action="store_true", help="fewer repetitions")
    options.add_argument("--only", choices=PARTS, help="one part instead of all")
    arguments = options.parse_args()

    torch.set_num_threads(arguments.threads)
    device = pick_device(arguments.device)
    step, many, session = training.Sizes(), training.many_sessions(), evaluation.Sizes()
    repetitions = 2 if arguments.quick else 9
    turns = 1 if arguments.quick else 3
    if device.type == "cuda":  # fast enough for more work a repetition
        step, many = replace(step, square=8192), replace(many, square=8192)
        session = replace(session, trials=64, units_a_turn=96)

    print(describe(device))
    for part in [arguments.only] if arguments.only else PARTS:
        print(f"\n{part}")
        if part == "training":
            lines = training.report(device, step, repetitions)
        elif part == "pretraining":
            lines = training.report(device, many, repetitions)
        elif part == "evaluation":
            lines = evaluation.report(device, session, turns)
        else:
            lines = training.memory(device, arguments.threads, step)
            lines += evaluation.memory(device, arguments.threads, session)
        print("\n".join(lines), flush=True)


if __name__ == "__main__":
    main()

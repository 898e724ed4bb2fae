"""The command `neurodag`."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from neurodag.cli.workflow import add_options
from neurodag.errors import NeurodagError
from neurodag.plan.options import add_plan_options

DESCRIPTION = """\
Look after a workflow of neurodag, from the folder that holds its config.yaml:

  neurodag status                   how far every training run is
  neurodag status --profile demo    the same for the runs of `snakemake --profile demo`
  neurodag plan quantformer         GPU-hours that a paper's training runs will take
  neurodag doctor                   what on this machine, or its cluster, would get in the way
  neurodag provenance FIGURE        what a figure came from, and whether that is still the same
  neurodag redraw FIGURE.nc         the figure again, from the NetCDF beside it

The workflow itself is run by snakemake."""

STATUS = """\
Shows every training run of the settings: its state, epoch, validation score, and the time that it
still takes. Looks at files alone, changes none, and can be called at any time.

  done      weights and history are there
  running   its report is fresh
  stopped   interrupted or killed; it goes on from its saved state when Snakemake starts it again
  failed    its log, named below the table, ends with an error
  waiting   not begun

Runs whose settings, code or data have changed since count as done; `snakemake -n` tells what would
run again."""

PLAN = """\
Projects the GPU-hours of all training runs that the settings ask for, from their steps, the
arithmetic of a step, and the rate at which a GPU does it. A line is a kind of run; below the table
stands what the numbers rest on.

  done           runs whose weights are there
  steps a run    training steps, the mean over runs
  GFLOP a step   matrix products, forward and backward, the mean over steps
  PFLOP          all steps and validations of all runs
  GPU-hours      what they take; `hours` where no GPU is seen, and the rate is that of the CPU
  left           hours of what is not done yet

Sessions are as large as their files or their simulation say. Changes no file."""

DOCTOR = """\
Checks Python, torch, Snakemake, SLURM, the disk, the settings and the recordings. Each finding is
a line: OK, INFO, WARNING or PROBLEM; below it stands what to do. The exit status is 1 if there is
a PROBLEM. Starts no job; the one file that it writes, in the results folder, it removes again.

SLURM is set against the profile that is named, or else against the folder slurm."""

PROVENANCE = """\
Shows what made a figure, and what its inputs were made by, back to the files of the archives: of
each file its checksum, whether it is the one that was recorded, and the command; at the end the
line that makes the figure again. Tables, NetCDF files and weights can be named, too, as far as
Snakemake has notes of them. The exit status is 1 if a file has changed or is gone. Changes nothing.

Call it in the folder of the workflow, to which the recorded paths are relative."""

REDRAW = """\
Draws a figure again from the NetCDF beside it, which holds all that it shows. Neither recordings
nor networks nor Snakemake are needed. Without --output, PDF and PNG beside the NetCDF are written,
with the bytes that they were made with:

  neurodag redraw results/mtm/figures/figure4.nc
  neurodag redraw results/mtm/figures/figure4.nc --output paper/scaling.svg paper/scaling.pdf

Prints the files that it wrote."""


def main(words: Sequence[str] | None = None) -> int:
    """Run the command; the exit status."""
    options = parser().parse_args(words)
    try:
        if options.command == "status":
            from neurodag.status.command import show_status

            return show_status(options)
        if options.command == "plan":
            from neurodag.plan.command import show_plan  # imports torch, which takes seconds

            return show_plan(options)
        if options.command == "provenance":
            from neurodag.lineage.command import show_provenance

            return show_provenance(options)
        if options.command == "redraw":
            from neurodag.figures.command import draw_again  # imports matplotlib

            return draw_again(options)
        from neurodag.doctor.command import examine  # imports torch, too

        return examine(options)
    except NeurodagError as error:
        print(f"neurodag {options.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:  # `neurodag status | head`
        sys.stderr.close()
        return 0


def parser() -> argparse.ArgumentParser:
    plain = argparse.RawDescriptionHelpFormatter
    neurodag = argparse.ArgumentParser("neurodag", description=DESCRIPTION, formatter_class=plain)
    commands = neurodag.add_subparsers(dest="command", required=True, metavar="COMMAND")

    status = commands.add_parser(
        "status", help="how far the training runs are", description=STATUS, formatter_class=plain
    )
    add_options(status)
    status.add_argument(
        "--state",
        nargs="+",
        metavar="STATE",
        choices=["done", "running", "stopped", "failed", "waiting"],
        help="show only runs in these states",
    )
    status.add_argument("--json", action="store_true", help="as JSON, for programs")

    plan = commands.add_parser(
        "plan", help="GPU-hours of a paper's runs", description=PLAN, formatter_class=plain
    )
    add_plan_options(plan)

    doctor = commands.add_parser(
        "doctor", help="what would get in the way", description=DOCTOR, formatter_class=plain
    )
    add_options(doctor)

    provenance = commands.add_parser(
        "provenance",
        help="what a figure came from",
        description=PROVENANCE,
        formatter_class=plain,
    )
    provenance.add_argument("file", type=Path, metavar="FIGURE", help="PDF, PNG, or the NetCDF")

    redraw = commands.add_parser(
        "redraw",
        help="a figure again, from its NetCDF",
        description=REDRAW,
        formatter_class=plain,
    )
    redraw.add_argument("file", type=Path, metavar="FIGURE.nc", help="the NetCDF beside a figure")
    redraw.add_argument(
        "--output",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="what to write; the suffix is the format: .pdf, .png or .svg",
    )
    return neurodag

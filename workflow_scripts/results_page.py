"""Write one page with the tables and figures of a study, and what they were made from."""

import os
import shutil
from pathlib import Path

from neurodag.command import parser, run
from neurodag.config import Run
from neurodag.files import atomic_path
from neurodag.sessions import open_session
from neurodag.sessions.describe import describe

FIGURES = {
    "figure2ab": "Trial-averaged rates of one region, recorded, and predicted from the other "
    "regions (left) and from the region itself (right).",
    "figure2c": "Scores of every session: prompted MtM against the temporal baseline.",
    "figure3": "Scores of NDT1-stitch, pretrained on many sessions, on every held-out session.",
    "figure4": "Scores of NDT1-stitch against the number of pretraining sessions.",
    "figure5": "Behaviour decoded from the rates of one region at a time, by NDT1-stitch.",
    "figure6": "Scores of NDT2 on every session: prompted MtM against random-token masking.",
    "figure7": "Scores of every unit: prompted MtM against the temporal baseline.",
    "figure8": "Scores of NDT2, pretrained on many sessions, on every held-out session.",
    "figure9": "Scores of NDT2 against the number of pretraining sessions.",
    "table7": "Scores against the mask ratio.",
}


def main() -> None:
    options = parser(__doc__)
    options.add_argument("--settings", type=Run.model_validate_json, required=True)
    options.add_argument("--sessions", type=Path, nargs="+", required=True)
    options.add_argument("--tables", type=Path, nargs="*", default=[], help="Markdown")
    options.add_argument("--figures", type=Path, nargs="*", default=[], help="PNG")
    options.add_argument("--output", type=Path, required=True, help="Markdown page to write")
    arguments = options.parse_args()

    page = [
        "# Results",
        "This page is written by the workflow; nothing in it is typed in.",
        "## What was run",
        describe_settings(arguments.settings),
        *(
            f"```\n{describe(open_session(path, 'spikes')).strip()}\n```"
            for path in arguments.sessions
        ),
        "## Tables",
        *(path.read_text(encoding="utf-8").strip() for path in arguments.tables),
        "## Figures",
        *(show(path, arguments.output) for path in arguments.figures),
    ]
    with atomic_path(arguments.output) as partial:
        partial.write_text("\n\n".join(page) + "\n", encoding="utf-8")


def describe_settings(settings: Run) -> str:
    model, training = settings.model, settings.training
    return (
        f"NDT1: blocks {model.blocks}, width {model.width}, heads {model.heads}, dropout "
        f"{model.dropout}. Training: {training.epochs} epochs in batches of {training.batch_size} "
        f"trials, AdamW with a peak learning rate of {training.learning_rate:g} and weight decay "
        f"{training.weight_decay:g}, {training.precision}. Mask ratio {settings.masking.ratio}, "
        f"causal {settings.masking.causal_ratio}."
    )


def show(figure: Path, page: Path) -> str:
    """The figure, linked where it lies; copied to a folder beside a page of the documentation."""
    caption = FIGURES[figure.stem]
    if page.parent.name == "docs":
        folder = page.with_suffix("")
        folder.mkdir(exist_ok=True)
        figure = Path(shutil.copy(figure, folder))
    link = os.path.relpath(figure, page.parent)
    return f"![{caption}]({link})\n\n{caption}"


if __name__ == "__main__":
    run(main)

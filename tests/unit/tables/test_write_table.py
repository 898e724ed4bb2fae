"""Tables as CSV and Markdown."""

import numpy as np
import pandas as pd

from neurodag.tables.scores import score_table
from neurodag.tables.write import write_table
from tests.evaluations import make_decoding, make_evaluation

PUBLISHED = pd.DataFrame(
    {"row": ["temporal"] * 2, "column": ["co_smoothing", "choice"], "value": [0.84, 0.66]}
)


def written(tmp_path, table) -> str:
    write_table(table, tmp_path / "out" / "table.csv", tmp_path / "table.md", "Table 1: schemes.")
    return (tmp_path / "table.md").read_text(encoding="utf-8")


def test_cells_show_ours_spread_and_paper(tmp_path):
    status = np.zeros((4, 2))
    status[0, 1] = 1
    runs = [
        make_evaluation([value, 9.0], seed=seed, status=status, choice=None)
        for seed, value in enumerate((1.0, 1.5))
    ]
    text = written(tmp_path, score_table(runs, PUBLISHED))
    assert text.startswith(
        "Table 1: schemes.\n\n**Mean over units**\n\n| Model | Co-smoothing (bits"
    )
    assert "| Temporal (Baseline) | 1.25 ± 0.35 (0.84) | 5.12 ± 0.18 |" in text
    assert "| not recorded (0.66) | not recorded |" in text
    assert "- The spread is over 2 seeds." in text
    assert "- Co-smoothing: 1 of 2 units left out, silent in the scored bins" in text
    assert "- Choice: sessions without a score: 1." in text


def test_single_runs_have_no_spread_and_no_negative_zero(tmp_path):
    text = written(tmp_path, score_table([make_evaluation([-0.001])]))
    assert "| Temporal (Baseline) | 0.00 | 0.00 |" in text
    assert "spread is over" not in text
    assert "| Majority class | – | – | – | – | 0.55 | – |" in text


def test_by_ratio_has_a_block_for_each(tmp_path):
    runs = [make_evaluation(ratio=ratio) for ratio in (0.1, 0.6)]
    text = written(tmp_path, score_table(runs, by="ratio"))
    assert "**Mean over units, mask ratio 0.1**" in text
    assert "**Mean over units, mask ratio 0.6**" in text
    assert "repeated at each: Majority class." in text


def test_csv_holds_the_table(tmp_path):
    table = score_table([make_evaluation()], PUBLISHED)
    written(tmp_path, table)
    read = pd.read_csv(tmp_path / "out" / "table.csv")
    assert list(read.columns) == list(table.columns)
    assert read["value"].equals(table["value"])
    first = (tmp_path / "out" / "table.csv").read_bytes()
    written(tmp_path, table)
    assert (tmp_path / "out" / "table.csv").read_bytes() == first


def test_by_training_names_the_blocks_and_the_pretraining(tmp_path):
    runs = [
        make_evaluation(pretraining_sessions=number, session=name)
        for number in (0, 34)
        for name in "ab"
    ]
    runs += [
        make_evaluation([4.0], scheme="", model="truth", ratio=np.nan, session=name)
        for name in "ab"
    ]
    text = written(tmp_path, score_table(runs, by="training"))
    assert "**Mean over units, single-session**" in text
    assert "**Share of what the true rates reach, multi-session**" in text
    assert "| Temporal (Baseline) | 0.75 | 0.75 | 0.75 | 0.75 | 1.00 |" in text
    assert "- Sessions of pretraining, before fine-tuning on the one scored: 34." in text
    assert "- Without training, repeated at each: True rates, Majority class." in text
    assert "- The columns low and high of the CSV bound 95 % bootstrap intervals" in text


def test_rows_are_called_what_they_are(tmp_path):
    table = score_table([make_decoding("prompt", ["neuron"], [0.5], scheme="mtm_prompted")])
    write_table(table, tmp_path / "table.csv", tmp_path / "table.md", "Table 6.", head="Prompt")
    text = (tmp_path / "table.md").read_text()
    assert "| Prompt | Choice (accuracy) | Whisker motion energy (R²) |" in text
    assert "| Neuron | 0.50 | not recorded |" in text

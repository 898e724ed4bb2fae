"""The presentation table of an experiment: what was shown when, and in which epoch."""

import h5py
import numpy as np
import pandas as pd

from neurodag.archives.allen.epochs import cut_epochs
from neurodag.archives.allen.stimuli import (
    NO_CONDITION,
    PRESENTATION,
    stimulus_groups,
    stimulus_table,
)
from neurodag.config.archives.allen import AllenReader
from neurodag.errors import ArchiveError


def presentation_table(
    file: h5py.File, settings: AllenReader, longest_gap: int
) -> tuple[pd.DataFrame, dict[str, str]]:
    """Presentations of the stimuli of `settings` in the order of their onsets, and remarks.

    The columns are those of `stimulus_table` and `epoch`, counted from 0 over all stimuli. The
    remarks, attributes of the session, name the stimuli that are not in the table, and the gaps
    that would have cut a stimulus into more epochs than it has.

    Raises ArchiveError if nothing is left, or if two presentations begin in one frame.
    """
    shown = stimulus_groups(file)
    tables, not_cut = [], []
    for stimulus in settings.stimuli:
        if stimulus not in shown:
            continue
        table = stimulus_table(file, shown[stimulus], stimulus)
        onset, end = (table[name].to_numpy() for name in ("onset_frame", "end_frame"))
        table["epoch"], ignored = cut_epochs(onset, end, longest_gap, settings.epochs)
        if ignored:
            not_cut.append(f"{stimulus}: {ignored} of more than {longest_gap} frames")
        tables.append(table[table["condition"] != NO_CONDITION])
    if not sum(map(len, tables)):
        raise ArchiveError(
            f"{file.filename}: {PRESENTATION} holds no presentation of "
            f"{', '.join(settings.stimuli)} (it has {', '.join(shown) or 'nothing'})."
        )
    table = pd.concat(tables).sort_values("onset_frame", kind="stable", ignore_index=True)
    _check_one_at_a_time(file, table)
    # Numbers the epochs of all stimuli together, in the order of their first presentations.
    table["epoch"] = table.groupby(["stimulus", "epoch"], sort=False).ngroup()
    remarks = {
        "stimuli_not_read": ", ".join(sorted(set(shown) - set(settings.stimuli))) or "none",
        "gaps_not_cut": "; ".join(not_cut) or "none",
    }
    return table, remarks


def _check_one_at_a_time(file: h5py.File, table: pd.DataFrame) -> None:
    repeated = np.flatnonzero(np.diff(table["onset_frame"]) == 0)
    if len(repeated):
        both = table.iloc[repeated[0] : repeated[0] + 2]
        raise ArchiveError(
            f"{file.filename}: two presentations, of {' and '.join(both['stimulus'])}, begin at "
            f"frame {both['onset_frame'].iloc[0]} in frame_duration; only one can."
        )

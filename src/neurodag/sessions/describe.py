"""What is in a session, for a person at a terminal."""

from collections.abc import Iterator

import numpy as np
import xarray as xr

from neurodag.sessions.schema import MODALITIES, PARTS

NEARLY_SILENT_HZ = 0.1
"""Units that fire less are counted as nearly silent."""


def describe(session: xr.Dataset) -> str:
    """Ids, sizes, units, stimuli, behaviour, split and attributes of a valid session, as lines."""
    attributes = session.attrs
    modality = MODALITIES[attributes["modality"]]
    about = {"spikes": _spikes, "calcium": _calcium, "images": _images}[modality.name]
    lines = {
        "session": f"{attributes['session_id']} ({modality.name})",
        "subject": f"{attributes['subject']}, {attributes['species']}",
        "dataset": attributes["dataset"],
        "sizes": ", ".join(f"{dim} {size}" for dim, size in session.sizes.items()),
        **dict(about(session)),
        "split": _split(session, modality.items),
    }
    more = sorted(map(str, set(session.variables) - set(modality.variables) - set(session.dims)))
    if more:
        lines["more variables"] = ", ".join(more)
    for name in sorted(set(attributes) - {"modality", *lines, "session_id", "species"}):
        lines[name] = str(attributes[name])
    width = max(map(len, lines)) + 2
    return "\n".join(f"{label:<{width}}{text}" for label, text in lines.items())


def _spikes(session: xr.Dataset) -> Iterator[tuple[str, str]]:
    yield "regions", _numbers(session["region"].values)
    seconds = session.sizes["trial"] * session.sizes["time"] * session.attrs["bin_width_s"]
    rate_hz = session["spike_count"].sum(("trial", "time")).values / seconds
    quantiles = np.quantile(rate_hz, [0, 0.25, 0.5, 0.75, 1])
    names = ("min", "25 %", "median", "75 %", "max")
    yield (
        "rate (Hz)",
        ", ".join(f"{name} {q:.2f}" for name, q in zip(names, quantiles, strict=True)),
    )
    silent = (rate_hz < NEARLY_SILENT_HZ).mean()
    yield "nearly silent", f"{silent:.1%} of the units fire below {NEARLY_SILENT_HZ} Hz"
    if "choice" in session:
        yield "choice", _numbers(session["choice"].values)
    yield "behaviour", _present(session, "trace")
    if "decodable" in session:
        yield "decodable", f"{int(session['decodable'].sum())} of {session.sizes['trial']} trials"


def _calcium(session: xr.Dataset) -> Iterator[tuple[str, str]]:
    minutes = session.sizes["frame"] / session.attrs["frame_rate_hz"] / 60
    yield "duration", f"{minutes:.1f} min"
    yield "stimuli", _numbers(session["stimulus"].values)
    yield "conditions", str(len(np.unique(session["condition"])))
    yield "epochs", _numbers(session["epoch"].values)


def _images(session: xr.Dataset) -> Iterator[tuple[str, str]]:
    shown = np.bincount(session["image_index"].values.astype(int), minlength=session.sizes["image"])
    yield "repeats", f"{shown.min()} to {shown.max()} trials an image"
    if "tier" in session:
        yield "tier", _numbers(session["tier"].values)
    if "behavior" in session:
        yield "behaviour", ", ".join(map(str, session["behavior_variable"].values))


def _split(session: xr.Dataset, items: str) -> str:
    if "split" not in session:
        return "none yet"
    sizes = np.bincount(session["split"].values.astype(int), minlength=len(PARTS))
    parts = ", ".join(f"{part} {size}" for part, size in zip(PARTS, sizes, strict=True))
    return f"{parts} ({items}s)"


def _present(session: xr.Dataset, kind: str) -> str:
    declared = MODALITIES[session.attrs["modality"]].variables.items()
    names = [name for name, variable in declared if variable.kind == kind and name in session]
    return ", ".join(names) or "none"


def _numbers(values: np.ndarray) -> str:
    """Each distinct value with the number of times that it occurs."""
    distinct, times = np.unique(values, return_counts=True)
    return ", ".join(f"{value}: {n}" for value, n in zip(distinct, times, strict=True))

"""Which trials train a model, which select it, which test it.

A split depends on a seed and on the session's own id, not on the order or the number of sessions
in an experiment. Its random order comes from PCG64, seeded by the SHA-256 of seed and id.
"""

import hashlib
import math
from typing import Literal

import numpy as np
import xarray as xr

from neurodag.errors import SessionError
from neurodag.sessions.schema import MODALITIES, PARTS, Part

Fractions = tuple[float, float, float]
Order = Literal["shuffled", "blocks"]


def split_items(
    n: int,
    fractions: Fractions = (0.7, 0.1, 0.2),
    *,
    seed: int,
    key: str,
    groups: np.ndarray | None = None,
    order: Order = "shuffled",
) -> np.ndarray:
    """The part of each of `n` items, int8 `(item,)`: 0 train, 1 validation, 2 test.

    Items with the same value in `groups` `(item,)` come into the same part, and `fractions` are
    shares of the groups; without it each item is its own group. `shuffled` deals the groups out at
    random; `blocks` cuts them, in the order of their first items, into one stretch a part. The cuts
    lie at the cumulative shares, rounded down; a part left empty then takes a group from the
    largest, but a part with share 0 stays empty.

    Raises SessionError when there are fewer groups than parts to fill.
    """
    _check_fractions(fractions)
    labels = np.arange(n) if groups is None else np.asarray(groups)
    if len(labels) != n:
        raise ValueError(f"groups has {len(labels)} values for {n} items; give one each.")
    _, first_item, group = np.unique(labels, return_index=True, return_inverse=True)
    sizes = _part_sizes(len(first_item), fractions)

    in_order = np.argsort(first_item)
    if order == "shuffled":
        in_order = _generator(seed, key).permutation(in_order)
    part_of_group = np.empty(len(first_item), dtype=np.int8)
    part_of_group[in_order] = np.repeat(np.arange(len(PARTS), dtype=np.int8), sizes)
    return part_of_group[group]


def add_split(
    session: xr.Dataset,
    *,
    seed: int,
    fractions: Fractions = (0.7, 0.1, 0.2),
    order: Order = "shuffled",
) -> xr.Dataset:
    """The valid `session` with its variable `split`, along trials or presentations.

    Spikes are split by trial, images by picture (a `tier` that the archive gives is taken over
    instead), calcium by stimulus epoch: the epochs of each stimulus on their own, so that every
    stimulus has its part in training and test.
    """
    modality = MODALITIES[session.attrs["modality"]]
    key = session.attrs["session_id"]
    made_by = {"seed": seed, "fractions": np.array(fractions), "order": order}
    if "tier" in session:
        split = np.array([PARTS.index(tier) for tier in session["tier"].values], dtype=np.int8)
        made_by = {"comment": "as given by tier"}
    elif modality.name == "calcium":
        split = _split_epochs(session, fractions, seed, key, order)
    else:
        groups = session[modality.grouped_by].values if modality.grouped_by else None
        n = session.sizes[modality.items]
        split = split_items(n, fractions, seed=seed, key=key, groups=groups, order=order)
    flags = {"flag_values": np.arange(len(PARTS), dtype=np.int8), "flag_meanings": " ".join(PARTS)}
    return session.assign(split=(modality.items, split, flags | made_by))


def trials_of(session: xr.Dataset, part: Part) -> np.ndarray:
    """Positions of the trials (or presentations) of a part, in the order of the session."""
    if "split" not in session:
        raise SessionError(
            f"Session {session.attrs.get('session_id', '(no id)')} has no variable split: give it "
            "one with neurodag.sessions.add_split(session, seed=...)."
        )
    return np.flatnonzero(session["split"].values == PARTS.index(part))


def _split_epochs(
    session: xr.Dataset, fractions: Fractions, seed: int, key: str, order: Order
) -> np.ndarray:
    """Splits the epochs of each stimulus; an epoch belongs to the stimulus that it starts with."""
    _, first, epoch = np.unique(session["epoch"].values, return_index=True, return_inverse=True)
    stimulus = session["stimulus"].values[first][epoch]
    split = np.empty(len(epoch), dtype=np.int8)
    for name in np.unique(stimulus):
        mine = stimulus == name
        try:
            split[mine] = split_items(
                int(mine.sum()),
                fractions,
                seed=seed,
                key=f"{key}/{name}",
                groups=epoch[mine],
                order=order,
            )
        except SessionError as error:
            raise SessionError(f"The epochs of stimulus {name!r}: {error}") from None
    return split


def _part_sizes(groups: int, fractions: Fractions) -> np.ndarray:
    wanted = np.array(fractions) > 0
    if groups < wanted.sum():
        raise SessionError(
            f"{groups} independent trials, pictures or epochs cannot be split into "
            f"{wanted.sum()} parts, none of them empty: record more, or set a fraction to 0."
        )
    shares = np.cumsum(fractions) * groups
    cuts = [math.floor(share + 1e-9) for share in shares]  # 0.7 + 0.1 is a little below 0.8
    sizes = np.diff([0, *cuts])
    for part in np.flatnonzero(wanted & (sizes == 0)):
        sizes[sizes.argmax()] -= 1
        sizes[part] += 1
    return sizes


def _check_fractions(fractions: Fractions) -> None:
    if len(fractions) != len(PARTS) or min(fractions) < 0 or abs(sum(fractions) - 1) > 1e-6:
        raise ValueError(
            f"The fractions {fractions} are not three shares (train, validation, test) from 0 up "
            "that sum to 1."
        )


def _generator(seed: int, key: str) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}:{key}".encode()).digest()
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence(int.from_bytes(digest))))

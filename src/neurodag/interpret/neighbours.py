"""Whether points that lie close together have alike values, and a map that shows it."""

import numpy as np
from scipy.stats import rankdata
from sklearn.manifold import TSNE
from sklearn.neighbors import NearestNeighbors
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]


def nearest(points: np.ndarray, number: int) -> np.ndarray:
    """The `number` nearest others of `points (point, dimension)`, `(point, neighbour)`.

    By their Euclidean distance; there must be more points than that.
    """
    return NearestNeighbors(n_neighbors=number).fit(points).kneighbors(return_distance=False)


def agreement(values: np.ndarray, neighbours: np.ndarray) -> float:
    """Spearman correlation of `values (point,)` with the mean rank of each point's `neighbours`.

    1: neighbours are alike; 0: they have nothing to do with each other. NaN where all values are
    the same. `neighbours (point, neighbour)`: positions.
    """
    rank = rankdata(values)
    around = rankdata(rank[neighbours].mean(axis=1).round(9))  # sums of halves, in any order
    if np.ptp(rank) == 0 or np.ptp(around) == 0:
        return np.nan
    return float(np.corrcoef(rank, around)[0, 1])


def shuffled_agreement(
    values: np.ndarray, neighbours: np.ndarray, times: int, random: np.random.Generator
) -> np.ndarray:
    """`agreement` of values in random orders, `(shuffle,)`.

    It is a little below 0 on average, for no point is among its own neighbours.
    """
    return np.array([agreement(random.permutation(values), neighbours) for _ in range(times)])


def tsne(points: np.ndarray, perplexity: float) -> np.ndarray:
    """Points `(point, dimension)` in a plane, `(point, 2)`; the same for the same points.

    The perplexity is at most a third of the number of the others, which must be at least 3.
    """
    model = TSNE(
        perplexity=min(perplexity, (len(points) - 1) / 3), init="pca", random_state=0, n_jobs=1
    )
    with threadpool_limits(1):  # the order in which threads add up would change the map
        place: np.ndarray = model.fit_transform(points.astype(np.float64))
        return place.astype(np.float64)

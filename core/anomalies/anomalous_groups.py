"""The most anomalous places as groups of neighbours, so that a list of them is one of targets and not of one halo."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from .neighbours import NARROW, Support

PERCENTILE = 90.0  # of the score, from which a place is in a group


def anomalous_groups(score: np.ndarray, support: Support, percentile: float = PERCENTILE) -> list[np.ndarray]:
    """Return the places of each group, the best place and the group of the best place first.

    A group is all places from a percentile of the ``score`` (n,) on that are linked, one to the next, by being among
    the 8 nearest of each other or of one of them. Places without a score are in none. Of places that are alike the
    first comes first.
    """
    if not np.isfinite(score).any():
        return []
    high = np.flatnonzero(score >= np.nanpercentile(score, percentile))
    here = np.full(len(score), -1)
    here[high] = np.arange(len(high))
    near = here[support.numbers[high, :NARROW]]
    rows, columns = np.nonzero(near >= 0)
    links = csr_matrix((np.ones(len(rows)), (rows, near[rows, columns])), shape=(len(high), len(high)))
    group = connected_components(links, directed=False)[1]
    order = np.argsort(-score[high], kind="stable")
    first = np.unique(group[order], return_index=True)[1]
    return [high[order[group[order] == group[order[start]]]] for start in np.sort(first)]

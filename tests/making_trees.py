"""Random trees, and their predictions the slow way."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.regression.predictors import Forest


def random_tree(generator: np.random.Generator, inner: int, features: int) -> list[list[float]]:
    """Return rows (feature, threshold, left, value) of a random tree: siblings side by side and behind their parent."""
    nodes = [[0.0, 0.0, 0.0, float(generator.normal())]]
    leaves = [0]
    for _ in range(inner):
        node = leaves.pop(int(generator.integers(len(leaves))))
        nodes[node][:3] = [float(generator.integers(features)), float(generator.normal()), float(len(nodes))]
        for _ in range(2):
            leaves.append(len(nodes))
            nodes.append([0.0, 0.0, float(len(nodes)), float(generator.normal())])
    return nodes


def forest_of(trees: list[list[list[float]]]) -> Forest:
    roots, columns, start = [], [], 0
    for tree in trees:
        rows = np.array(tree)
        rows[:, 2] += start
        roots.append(start)
        columns.append(rows)
        start += len(rows)
    feature, threshold, left, value = np.concatenate(columns).T
    return Forest(
        np.array(roots, np.int32), feature.astype(np.int32), threshold.copy(), left.astype(np.int32), value.copy()
    )


def walked(forest: Forest, features: np.ndarray) -> np.ndarray:
    """Return predictions the slow way: one row, one tree, one node after the other."""
    rows = features.astype(np.float32).astype(float)
    total = np.zeros(len(rows))
    for root in forest.roots:
        for k, row in enumerate(rows):
            node = root
            while forest.left[node] != node:
                node = forest.left[node] + (row[forest.feature[node]] > forest.threshold[node])
            total[k] += forest.value[node]
    return total / len(forest.roots)

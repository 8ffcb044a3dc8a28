#!/bin/bash
# A random forest of scikit-learn 1.9 that is told that all samples weigh 1 is another forest than one that is told nothing,
# with the same seed; weights of 1 and of 2 give the same one. Extremely randomised trees do not mind, and in scikit-learn
# 1.6 neither does the forest.
# Seen with scikit-learn 1.9.1 and 1.6.1. Output (largest change of a prediction):
#   1.9.1 RandomForestRegressor 0.531, ExtraTreesRegressor 0.000
#   1.6.1 RandomForestRegressor 0.000, ExtraTreesRegressor 0.000
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
for version in 1.9.1 1.6.1; do
    python3 -m venv "$place/$version"
    "$place/$version/bin/python" -m pip install --quiet --disable-pip-version-check \
        "scikit-learn==$version" numpy==2.2.6 scipy==1.15.3
    "$place/$version/bin/python" - <<'PYTHON'
import numpy
import sklearn
from sklearn.ensemble import ExtraTreesRegressor, RandomForestRegressor

x = numpy.random.default_rng(0).normal(size=(80, 5))
y = x[:, 0] + numpy.random.default_rng(1).normal(size=80)
found = {}
for kind in (RandomForestRegressor, ExtraTreesRegressor):
    plain, ones, twos = (
        kind(20, random_state=0).fit(x, y, sample_weight=weights).predict(x)
        for weights in (None, numpy.ones(80), numpy.full(80, 2.0))
    )
    found[kind.__name__] = float(abs(plain - ones).max())
    assert (ones == twos).all()
print(sklearn.__version__, ", ".join(f"{name} {change:.3f}" for name, change in found.items()))
assert found["ExtraTreesRegressor"] == 0
assert (found["RandomForestRegressor"] > 0.1) == (sklearn.__version__ == "1.9.1")
PYTHON
done

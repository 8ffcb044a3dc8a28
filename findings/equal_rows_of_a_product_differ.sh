#!/bin/bash
# numpy 1.26.4 from PyPI (OpenBLAS 0.3.23.dev), the kernels for Haswell, which also serve AMD's Zen: in a float32 product
# of matrices, equal rows give unequal results. What a row gives depends on where it stands among the others, because
# groups of six rows are summed in two orders and what is left over in a third.
#
# Surprising where a map is computed in tiles: the same pixel gets another last bit with another size of the tile, or
# where a mask removes another pixel before it. Rows of a float64 product are alike, and so are those of float32 with the
# kernels for processors with AVX-512.
#
# Seen: "Haswell float32: 3 kinds of rows", "Haswell float64: 1 kinds of rows".
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==1.26.4
cat >"$folder/rows.py" <<'PYTHON'
import numpy as np

generator = np.random.default_rng(0)
row, matrix = generator.normal(size=18), generator.normal(size=(18, 48))
for kind, expected in ((np.float32, 3), (np.float64, 1)):
    products = np.tile(row, (256, 1)).astype(kind) @ matrix.astype(kind)
    kinds = len(np.unique(products, axis=0))
    print(f"Haswell {np.dtype(kind)}: {kinds} kinds of rows")
    assert kinds == expected, f"seen before: {expected}"
PYTHON
OPENBLAS_CORETYPE=Haswell OPENBLAS_NUM_THREADS=1 "$folder/venv/bin/python" "$folder/rows.py"

#!/bin/bash
# A grid in XYZ text that leaves out the nodes without a value (a coast, a lake) is read by GDAL with 0 in the holes. It
# declares 0 as nodata, but only where no node has a content of 0 itself: then the hole is a zero like the measured one.
# Seen with rasterio 1.4.4 (GDAL 3.10.3). Output:
#   contents above 0: hole reads 0, nodata 0.0, 8 valid cells
#   one content is 0: hole reads 0, nodata None, 9 valid cells
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check rasterio==1.4.4 numpy==2.2.6
cd "$place"
"$place/env/bin/python" - <<'PYTHON'
import warnings

import rasterio

warnings.simplefilter("ignore")
nodes = {(x, y): 5 + x + y for y in (20, 10, 0) for x in (0, 10, 20)}
del nodes[10, 10]  # nothing was measured in the middle
for label, corner, nodata, valid in (("contents above 0", 5, 0.0, 8), ("one content is 0", 0, None, 9)):
    nodes[0, 0] = corner
    with open("map.xyz", "w") as file:
        file.writelines(f"{x} {y} {value}\n" for (x, y), value in nodes.items())
    with rasterio.open("map.xyz") as source:
        hole, found, count = source.read(1)[1, 1], source.nodata, int((source.read_masks(1) > 0).sum())
    print(f"{label}: hole reads {hole}, nodata {found}, {count} valid cells")
    assert (hole, found, count) == (0, nodata, valid)
PYTHON

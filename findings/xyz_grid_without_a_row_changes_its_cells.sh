#!/bin/bash
# A grid in XYZ text in which one whole row of nodes is missing (no value anywhere along a flight line, say) is read by
# GDAL as a grid of taller cells without that row, and nothing is declared nodata: the rows beside the gap stretch over it.
# Seen with rasterio 1.4.4 (GDAL 3.10.3). Output:
#   2 rows of cells 10 wide and 20 high, nodata None
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
with open("map.xyz", "w") as file:
    file.writelines(f"{x} {y} {x + y}\n" for y in (20, 0) for x in (0, 10, 20))  # nodes at y = 10 have no value
with rasterio.open("map.xyz") as source:
    height, (width, tall), nodata = source.height, source.res[::1], source.nodata
print(f"{height} rows of cells {width:g} wide and {tall:g} high, nodata {nodata}")
assert (height, width, tall, nodata) == (2, 10.0, 20.0, None)
PYTHON

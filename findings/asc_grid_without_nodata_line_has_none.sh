#!/bin/bash
# The ESRI ASCII grid format says that NODATA_value may be left out and is then -9999. GDAL declares no nodata for such a
# file, so -9999 is a value like any other, and as every number is whole the type is a whole number as well.
# Seen with rasterio 1.4.4 (GDAL 3.10.3). Output:
#   nodata None, type int32, mean -1663.5
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
with open("map.asc", "w") as file:
    file.write("ncols 3\nnrows 2\nxllcorner 0\nyllcorner 0\ncellsize 10\n1 2 -9999\n4 5 6\n")
with rasterio.open("map.asc") as source:
    nodata, kind, mean = source.nodata, source.dtypes[0], float(source.read(1, masked=True).mean())
print(f"nodata {nodata}, type {kind}, mean {mean}")
assert (nodata, kind, mean) == (None, "int32", -1663.5)
PYTHON

#!/bin/bash
# FlatGeobuf writes features in the order of its spatial index, not in that in which they came: a column that is joined
# to the layer by its row number, as with results computed from a table, lands at other places.
# Seen with pyogrio 0.13.0 (GDAL 3.12.4). Output:
#   written: ['A1', 'A2', 'A3'], read: ['A3', 'A2', 'A1']
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check pyogrio==0.13.0 geopandas==1.2.0 shapely==2.2.0
cd "$place"
"$place/env/bin/python" - <<'PYTHON'
import geopandas
from shapely.geometry import Point

places = [Point(n, n) for n in range(3)]
samples = geopandas.GeoDataFrame({"sample": ["A1", "A2", "A3"]}, geometry=places, crs=32633)
samples.to_file("samples.fgb", driver="FlatGeobuf")
order = geopandas.read_file("samples.fgb")["sample"].tolist()
print(f"written: {samples['sample'].tolist()}, read: {order}")
assert order == ["A3", "A2", "A1"]
PYTHON

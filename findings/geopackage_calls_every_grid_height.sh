#!/bin/bash
# A grid of copper that is written to a GeoPackage with a named band comes back with a band called "Height", because the
# extension for gridded coverages calls every field so unless a creation option names another one. A program that looks
# for its element by the name of the band finds none; the same file as GeoTIFF keeps the name.
# Seen with rasterio 1.4.4 (GDAL 3.10.3). Output:
#   map.tif: band Cu
#   map.gpkg: band Height
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check rasterio==1.4.4 numpy==2.2.6
cd "$place"
"$place/env/bin/python" - <<'PYTHON'
import numpy
import rasterio
from rasterio.shutil import copy

place = rasterio.transform.from_origin(500000, 5000000, 2000, 2000)
shape = {"width": 4, "height": 3, "count": 1, "dtype": "float32", "crs": "EPSG:32633", "transform": place}
with rasterio.open("map.tif", "w", driver="GTiff", **shape) as target:
    target.write(numpy.arange(12, dtype="f4").reshape(1, 3, 4))
    target.set_band_description(1, "Cu")
copy("map.tif", "map.gpkg", driver="GPKG")
for name, expected in (("map.tif", "Cu"), ("map.gpkg", "Height")):
    with rasterio.open(name) as source:
        found = source.descriptions[0]
    print(f"{name}: band {found}")
    assert found == expected
PYTHON

#!/bin/bash
# MapInfo files, TAB and MIF alike, have no NULL for numbers: what had no value is 0 when it is read back, a content that
# looks measured. The mean of three samples, one without a value, falls from 12.75 to 8.5.
# Seen with pyogrio 0.13.0 (GDAL 3.12.4). Output:
#   samples.tab: [10.0, 0.0, 15.5]
#   samples.mif: [10.0, 0.0, 15.5]
#   samples.gpkg: [10.0, nan, 15.5]
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check pyogrio==0.13.0 geopandas==1.2.0 shapely==2.2.0
cd "$place"
"$place/env/bin/python" - <<'PYTHON'
import math
import warnings

import geopandas
from shapely.geometry import Point

warnings.simplefilter("ignore")
places = [Point(x, 0) for x in range(3)]
samples = geopandas.GeoDataFrame({"Cu": [10.0, None, 15.5]}, geometry=places, crs=32633)
for name, driver, lost in (
    ("samples.tab", "MapInfo File", True),
    ("samples.mif", "MapInfo File", True),
    ("samples.gpkg", "GPKG", False),
):
    samples.to_file(name, driver=driver)
    values = [float(value) for value in geopandas.read_file(name)["Cu"]]
    print(f"{name}: {values}")
    assert values[1] == 0 if lost else math.isnan(values[1])
PYTHON

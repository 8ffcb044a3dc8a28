#!/bin/bash
# A grid of 64-bit integers whose nodata value is the smallest integer, which NaN becomes when it is cast, comes back from
# a GeoTIFF with the nodata value -9: it is written as -9.22e+18 and read up to the point. No pixel is masked then, and
# the mean of the contents is -3e18. A nodata value of few digits is kept.
# Seen with rasterio 1.4.4 (GDAL 3.10.3). Output:
#   nodata -9223372036854775808: read as -9.0, masked [False, False, False]
#   nodata -9999: read as -9999.0, masked [False, False, True]
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check rasterio==1.4.4 numpy==2.2.6
cd "$place"
"$place/env/bin/python" - <<'PYTHON'
import numpy
import rasterio

place = rasterio.transform.from_origin(500000, 5000000, 2000, 2000)
shape = {"width": 3, "height": 1, "count": 1, "dtype": "int64", "crs": "EPSG:32633", "transform": place}
for nodata, expected in ((numpy.iinfo("int64").min, -9.0), (-9999, -9999.0)):
    with rasterio.open("grid.tif", "w", driver="GTiff", nodata=int(nodata), **shape) as target:
        target.write(numpy.array([[[12, 15, nodata]]], "int64"))
    with rasterio.open("grid.tif") as source:
        masked = numpy.ma.getmaskarray(source.read(1, masked=True))[0].tolist()
        print(f"nodata {nodata}: read as {source.nodata}, masked {masked}")
        assert source.nodata == expected
        assert masked == [False, False, bool(nodata == expected)]
PYTHON

#!/bin/bash
# A reference system knows the area that it is meant for, by which coordinates that were changed for each other are told.
# Written as WKT of version 1, as GeoTIFF libraries and .prj files have it, it comes back equal and without that area;
# as WKT of version 2 it keeps it. The area has to be looked up anew by the code of the system.
# Seen with pyproj 3.7.1 (PROJ 9.5.1). Output:
#   WKT2_2019: equal True, area (12.0, 0.0, 18.0, 84.0)
#   WKT1_GDAL: equal True, area None
#   WKT1_GDAL by its code: area (12.0, 0.0, 18.0, 84.0)
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check pyproj==3.7.1
"$place/env/bin/python" - <<'PYTHON'
import pyproj


def area(crs):
    return crs.area_of_use.bounds if crs.area_of_use else None


zone = pyproj.CRS(32633)
for version, expected in (("WKT2_2019", (12.0, 0.0, 18.0, 84.0)), ("WKT1_GDAL", None)):
    again = pyproj.CRS(zone.to_wkt(version))
    print(f"{version}: equal {zone == again}, area {area(again)}")
    assert zone == again
    assert area(again) == expected
by_code = pyproj.CRS(again.to_epsg())
print(f"WKT1_GDAL by its code: area {area(by_code)}")
assert area(by_code) == (12.0, 0.0, 18.0, 84.0)
PYTHON

#!/bin/bash
# A mine grid is a local (engineering) reference system. Two layers in it share it exactly, and pyproj says that the two
# systems are equal, yet a transformation from one to the other, which would change nothing, is an error. What transforms
# without asking first whether there is anything to do refuses maps that lie on each other.
# Seen with pyproj 3.7.2 (PROJ 9.5.1). Output:
#   Engineering CRS, equal True: ProjError: Error creating Transformer from CRS.
#   Projected CRS, equal True: (1.0, 2.0)
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check pyproj==3.7.2
cd "$place"
"$place/env/bin/python" - <<'PYTHON'
import pyproj
from pyproj.exceptions import ProjError

MINE = (
    'ENGCRS["mine grid",EDATUM["mine"],CS[Cartesian,2],AXIS["x",east],AXIS["y",north],LENGTHUNIT["metre",1]]'
)


def moved(text: str) -> str:
    one, other = pyproj.CRS.from_user_input(text), pyproj.CRS.from_user_input(text)
    said = f"{one.type_name}, equal {one == other}"
    try:
        return f"{said}: {pyproj.Transformer.from_crs(one, other, always_xy=True).transform(1.0, 2.0)}"
    except ProjError as error:
        return f"{said}: ProjError: {error}"


found = [moved(text) for text in (MINE, "EPSG:32633")]
print("\n".join(found))
assert found == [
    "Engineering CRS, equal True: ProjError: Error creating Transformer from CRS.",
    "Projected CRS, equal True: (1.0, 2.0)",
]
PYTHON

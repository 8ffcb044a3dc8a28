#!/bin/bash
# An ENVI header names the band Blue; GDAL calls it "Blue (482 Nanometers)" because the header also knows its wavelength.
# The same scene saved as GeoTIFF from the header's own names has bands of other names, and what looks bands up by name
# finds none of them.
# Seen with rasterio 1.4.4 (GDAL 3.10.3). Output:
#   in the header: Blue, Red; band names: Blue (482 Nanometers), Red (655 Nanometers)
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check rasterio==1.4.4 numpy==2.2.6
cd "$place"
"$place/env/bin/python" - <<'PYTHON'
import warnings

import numpy
import rasterio

warnings.simplefilter("ignore")
numpy.arange(12, dtype="f4").tofile("scene.img")
with open("scene.hdr", "w") as file:
    file.write(
        "ENVI\nsamples = 2\nlines = 3\nbands = 2\nheader offset = 0\nfile type = ENVI Standard\ndata type = 4\n"
        "interleave = bsq\nbyte order = 0\nband names = {Blue, Red}\nwavelength units = Nanometers\n"
        "wavelength = {482, 655}\n"
    )
with rasterio.open("scene.img") as source:
    names = source.descriptions
print(f"in the header: Blue, Red; band names: {', '.join(names)}")
assert names == ("Blue (482 Nanometers)", "Red (655 Nanometers)")
PYTHON

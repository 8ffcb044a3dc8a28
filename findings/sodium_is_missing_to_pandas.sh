#!/bin/bash
# Laboratories that write symbols in capitals call sodium NA. Where each content has a row of its own, pandas reads the
# symbol as "not available": the rows of sodium lose their element, and a mean by element leaves them out. As a name of a
# column it stays what it is.
# Seen with pandas 2.2.3. Output:
#   elements: [nan, 'K', nan]; means: {'K': 3.0}
#   keep_default_na=False: ['NA', 'K', 'NA']; means: {'K': 3.0, 'NA': 2.0}
#   as a column: ['sample', 'NA', 'K']
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check pandas==2.2.3 numpy==2.2.6
"$place/env/bin/python" - <<'PYTHON'
import io

import pandas

ROWS = "sample,element,value\nS1,NA,2.5\nS1,K,3.0\nS2,NA,1.5\n"
plain = pandas.read_csv(io.StringIO(ROWS))
means = plain.groupby("element")["value"].mean().to_dict()
print(f"elements: {plain['element'].tolist()}; means: {means}")
assert plain["element"].isna().tolist() == [True, False, True]
assert means == {"K": 3.0}
kept = pandas.read_csv(io.StringIO(ROWS), keep_default_na=False)
means = kept.groupby("element")["value"].mean().to_dict()
print(f"keep_default_na=False: {kept['element'].tolist()}; means: {means}")
assert means == {"K": 3.0, "NA": 2.0}
names = pandas.read_csv(io.StringIO("sample,NA,K\nS1,2.5,3.0\n")).columns.tolist()
print(f"as a column: {names}")
assert names == ["sample", "NA", "K"]
PYTHON

#!/bin/bash
# A spreadsheet shows silica as 65% and keeps 0.65 with a format of percent. Read from the file, in a column called
# SiO2_pct, the content is a hundred times too low; the same number that was typed into a plain cell is right. Nothing in
# the value tells the two apart: only the format of the cell, or oxides that add up to 1 instead of 100.
# Seen with openpyxl 3.1.5 and pandas 2.2.3. Output:
#   shown 65%: value 0.65, pandas 0.65, format 0%
#   shown 65: value 65, pandas 65.0, format General
set -euo pipefail
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
python3 -m venv "$place/env"
"$place/env/bin/python" -m pip install --quiet --disable-pip-version-check openpyxl==3.1.5 pandas==2.2.3 numpy==2.2.6
cd "$place"
"$place/env/bin/python" - <<'PYTHON'
import openpyxl
import pandas

book = openpyxl.Workbook()
sheet = book.active
sheet.append(["SiO2_pct"])
sheet.append([0.65])
sheet["A2"].number_format = "0%"
sheet.append([65])
book.save("rocks.xlsx")
cells = openpyxl.load_workbook("rocks.xlsx").active
table = pandas.read_excel("rocks.xlsx")["SiO2_pct"]
for row, shown, expected in ((2, "65%", 0.65), (3, "65", 65)):
    cell = cells[f"A{row}"]
    print(f"shown {shown}: value {cell.value}, pandas {table[row - 2]}, format {cell.number_format}")
    assert cell.value == table[row - 2] == expected
assert (cells["A2"].number_format, cells["A3"].number_format) == ("0%", "General")
PYTHON

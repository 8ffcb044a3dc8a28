"""geochemfusion:readtable"""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..core.errors import FusionError
from ..core.laboratory.columns import LIMITS
from ..core.laboratory.reading import LaboratoryTable, TableRequest, flag_name, read_table
from ..core.laboratory.reading_report import reading_report
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.reports.page import write_report
from . import parameters as groups
from .base import PREPARE, FusionAlgorithm
from .command import command_line
from .loading import load_as
from .vectors import NewField, VectorOutput

NUMBERS = {
    "N": mark("Number of samples"),
    "N_FIELDS": mark("Number of elements and oxides"),
}
_FILES = "*.csv *.txt *.tsv *.tab *.dat *.xlsx *.xlsm *.ods *.xls *.dbf"


class ReadTable(FusionAlgorithm):
    ID = "readtable"
    LABEL = mark("Read laboratory table")
    ICON = "readtable.svg"
    SHORT = mark("Makes a point layer of the table of a laboratory: CSV, XLSX, ODS or DBF as it comes.")
    TAGS = mark(
        "table,csv,excel,xlsx,ods,dbf,laboratory,assay,detection limit,import,points,coordinates,spreadsheet,samples"
    )
    GROUP = PREPARE
    HELP = mark(
        "Reads a table of samples and makes a point layer of it for 'Grid geochemical samples', 'Train fusion model' "
        "and 'Identify geochemical anomalies'. Encoding, delimiter, decimal sign, the rows of names, units, methods "
        "and limits of detection and the columns of coordinates are found, and the log says what was found.\n\n"
        "Fields of elements are called by symbol and unit, such as Cu_ppm. Values below or above a limit stay limits, "
        "with their sign, so that later steps can be told what to do with them; codes and words for missing become "
        "NULL. What could not be read is listed in the report with its row.\n\n"
        "Rows without coordinates, such as blanks and standards, are left out. Nothing is averaged."
    )

    def define(self) -> None:
        self.add(
            QgsProcessingParameterFile(
                "INPUT", tr("Table"), fileFilter=tr("Tables") + f" ({_FILES});;" + tr("All files") + " (*)"
            ),
            "The file of the laboratory: text (CSV and others), XLSX, ODS, XLS or DBF.",
        )
        self.add(
            QgsProcessingParameterCrs("CRS", tr("CRS of the coordinates"), None, True),
            "Coordinate reference system of the coordinates in the table. Empty: WGS 84, where they are degrees; other "
            "coordinates need it.",
        )
        self.add(
            QgsProcessingParameterString("X_FIELD", tr("Column of X, easting or longitude"), None, False, True),
            "Empty: found by its name, in several languages and spellings.",
        )
        self.add(
            QgsProcessingParameterString("Y_FIELD", tr("Column of Y, northing or latitude"), None, False, True),
            "Empty: found by its name, in several languages and spellings.",
        )
        self._details()
        self.add(
            QgsProcessingParameterFeatureSink("OUTPUT", tr("Samples"), QgsProcessing.SourceType.TypeVectorPoint),
            "Points with a field for each column that is not empty.",
        )
        groups.report(self, mark("What was understood of each column, what was not, and where the samples lie."))
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def _details(self) -> None:
        """Add what is found without being asked, and can be said."""
        self.add(
            QgsProcessingParameterString("SHEET", tr("Sheet"), None, False, True),
            "Sheet of a spreadsheet. Empty: the one with the most cells.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "HEADER_ROW", tr("Row of the names (0 = found)"), QgsProcessingParameterNumber.Type.Integer, 0, False, 0
            ),
            "Number of the row in the file that holds the names of the columns.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("ENCODING", tr("Encoding"), None, False, True),
            "Encoding of a text file, such as utf-8 or cp1252. Empty: found.",
            advanced=True,
        )
        self.add_choice(
            "LIMITS",
            "Values below and above limits",
            LIMITS,
            TableRequest.limits,
            "text: fields with limits are text, such as <0.5 and >1000, which all steps of this plugin read. flag: "
            "they are numbers, the limit itself where it is one, and a field NAME_limit says -1 for below, 1 for "
            "above, 0 for measured.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean(
                "NEGATIVE_IS_LIMIT", tr("A negative content is minus the limit"), TableRequest.negative_is_limit
            ),
            "A content -x means 'less than x', where x is no larger than the median of the contents above 0.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("MISSING_CODES", tr("Codes for missing values"), "", False, True),
            "Further numbers or words that stand for a missing content, separated by semicolons, such as -1;n.d. "
            "Known codes such as -999 are found without. The word none: no code is looked for.",
            advanced=True,
        )

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        path = self.parameterAsFile(parameters, "INPUT", context)
        found = read_table(self.request(parameters, context, path), progress.part(0, 0.7))
        output = VectorOutput(self, parameters, "OUTPUT", context)
        written = output.new_points(found.x, found.y, found.crs, layer_fields(found), progress.part(0.7, 1))
        if written is not None:
            names = [column.field for column in found.contents]
            load_as(context, written, ", ".join(names[:3]) + (f" + {len(names) - 3}" if len(names) > 3 else ""))
        command = command_line(self, parameters, context)
        files = self.write_files(
            parameters,
            context,
            {"REPORT": lambda report: write_report(report, reading_report(found, path, command))},
        )
        return {"OUTPUT": written, **files, "N": len(found.x), "N_FIELDS": len(found.contents)}

    def request(self, parameters: dict[str, Any], context: QgsProcessingContext, path: str) -> TableRequest:
        crs = ""
        if self.is_set(parameters, "CRS"):
            given = self.parameterAsCrs(parameters, "CRS", context)
            if not given.isValid():
                message = tr("CRS '{crs}' is not understood: choose another CRS.")
                raise FusionError(message.format(crs=parameters["CRS"]))
            crs = given.toWkt()

        def text(name: str) -> str:
            return self.parameterAsString(parameters, name, context).strip() if self.is_set(parameters, name) else ""

        return TableRequest(
            path=path,
            x_field=text("X_FIELD"),
            y_field=text("Y_FIELD"),
            crs=crs,
            sheet=text("SHEET"),
            encoding=text("ENCODING"),
            header_row=self.parameterAsInt(parameters, "HEADER_ROW", context),
            limits=self.parameterAsEnumString(parameters, "LIMITS", context),
            negative_is_limit=self.parameterAsBool(parameters, "NEGATIVE_IS_LIMIT", context),
            missing_codes=text("MISSING_CODES"),
        )


def layer_fields(found: LaboratoryTable) -> list[NewField]:
    """Return the fields of the layer, flags behind the values that they belong to."""
    fields = []
    for column in found.columns:
        fields.append(NewField(column.field, column.values))
        if column.flags is not None:
            fields.append(NewField(flag_name(column.field), column.flags))
    return fields

"""geochemfusion:anomalies"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDistance,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..core.anomalies.anomaly_map import anomaly_map
from ..core.anomalies.anomaly_model import save
from ..core.anomalies.anomaly_report import anomaly_report
from ..core.anomalies.detection import SELECTABLE, TITLES, Anomalies, find_anomalies
from ..core.anomalies.findings import said, write_attention, write_table
from ..core.anomalies.labelled import FEWEST
from ..core.anomalies.network_scores import residual
from ..core.anomalies.request import EPOCHS, METHODS, NEIGHBOURS, SEED, WIDTH, AnomalyRequest
from ..core.errors import FusionError
from ..core.evaluation.classes import classify, percentile_limits
from ..core.evaluation.target_ranking import MIN_DISTANCE, TargetProtocol
from ..core.language import mark, tr
from ..core.progress import Progress
from ..core.reports.page import write_report
from ..core.samples.element_fields import doubtful_fields, proposed_fields
from ..core.samples.points import PointValues
from . import parameters as groups
from .base import EXPLORE, FusionAlgorithm, plain
from .command import command_line
from .loading import load_as
from .sample_values import VALUE_PARAMETERS, add_value_parameters, value_policy
from .styling import CONTENTS, graduated_style, ramp_style, weighted_style
from .vectors import NewField, PointTable, VectorOutput, field_indices, point_source, read_points

BELOW = "BELOW"
FIELDS = ("score", "rank", "class", "class_mad", "class_area")  # new ones whatever is found
NUMBERS = {
    "N": mark("Number of places"),
    "AUC": mark("AUC of the score against the deposits"),
    "AUC_BEST_BASELINE": mark("The best AUC of the scores without a network"),
}
_NOT_KEPT = mark(
    "MODEL holds the score without what was learned from LABELS: another survey has to be learned from with labels of "
    "its own."
)
_NO_NETWORK = mark("{name} was asked for, but there is no network to tell of: it is empty.")


class IdentifyAnomalies(FusionAlgorithm):
    ID = "anomalies"
    LABEL = mark("Identify geochemical anomalies")
    ICON = "anomalies.svg"
    SHORT = mark("Scores samples by how anomalous they are in a way that means mineralisation, beside simple scores.")
    TAGS = mark(
        "anomaly,outlier,target,pathfinder,exploration,mineralisation,graph attention,transformer,samples,points,halo"
    )
    GROUP = EXPLORE
    HELP = mark(
        "Scores the samples of a survey with many elements. The score asks at several scales whether the target is "
        "high, and whether it and its pathfinders exceed what is usual beside all other elements; a network adds what "
        "it expects of the target from the other elements and the places around. Simple scores stand beside it: the "
        "target by itself, its local mean, outliers of any kind, and a null that knows only where samples lie.\n\n"
        "With DEPOSITS the report says how well every score ranks known deposits, and what the network adds, with its "
        "standard error. Deposits have no part in any score. With LABELS known deposits are learned from instead, and "
        "every place is scored by a model that did not see the ground around it.\n\n"
        "Training the network needs PyTorch and 300 places; without either the score is the one without a network, "
        "and the log says so. MODEL_IN scores other samples with a model made before, and needs no PyTorch. A high "
        "score is a place to look at, not a deposit."
    )

    def define(self) -> None:
        self._samples()
        self._method()
        self._known_places()
        self._outputs()

    def _samples(self) -> None:
        point, every = QgsProcessing.SourceType.TypeVectorPoint, QgsProcessingParameterField.DataType.Any
        self.add(
            QgsProcessingParameterFeatureSource("SAMPLES", tr("Samples"), [point]),
            "Point layer of the samples; its selection and filter are honoured. Rows at one place are averaged.",
        )
        self.add(
            QgsProcessingParameterField("FIELDS", tr("Elements (fields)"), None, "SAMPLES", every, True, True),
            "Fields with contents, numbers or text (a 'less than' sign marks a detection limit). None chosen: all that "
            "are named as elements or oxides, such as Cu, Au_ppb or K2O_pct.",
        )
        self.add(
            QgsProcessingParameterField("TARGET", tr("Elements sought"), None, "SAMPLES", every, True, True),
            "Elements of the commodity sought. None chosen: one is proposed, gold before copper before zinc.",
        )
        self.add(
            QgsProcessingParameterField("PATHFINDERS", tr("Pathfinders"), None, "SAMPLES", every, True, True),
            "Elements that accompany the target in and around deposits. None chosen: those that handbooks name for it.",
        )
        add_value_parameters(self, folded=VALUE_PARAMETERS[1:], below=BELOW)

    def _method(self) -> None:
        self.add_choice(
            "METHOD",
            "Method",
            METHODS,
            AnomalyRequest.method,
            "mstgat: scores without a network joined by a Transformer over the elements of a place and graph attention "
            "over the places around. spectral, spatial: the network alone, with one of its branches. classical: no "
            "network.",
        )
        self.add_choice(
            "SCORE",
            "Score of METHOD=classical",
            {name: TITLES[name] for name in SELECTABLE},
            SELECTABLE[0],
            "Which of the scores without a network is written. multiscale: level and exceedance at several scales, "
            "which holds best over surveys. All of them stand in the report and in TABLE.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("NEIGHBOURS", tr("Neighbours of each scale"), NEIGHBOURS),
            "How many neighbours the network asks at each scale, separated by commas.",
            advanced=True,
        )
        self.add(
            groups.whole("EPOCHS", tr("Epochs (0 = automatic)"), EPOCHS),
            "How often the network sees all places while it learns. 0: 40 times, down to 20 for large surveys.",
            advanced=True,
        )
        self.add(
            groups.whole("WIDTH", tr("Width of the network"), WIDTH),
            "Numbers that stand for an element or a place in the network, a multiple of 4.",
            advanced=True,
        )
        groups.device(self, AnomalyRequest.device)
        self.add(
            groups.whole("SEED", tr("Seed"), SEED),
            "Start of the random numbers; the same seed gives the same scores with the same versions, at any number of "
            "threads.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterFile(
                "MODEL_IN", tr("Model made before"), optional=True, fileFilter=groups.model_filter()
            ),
            "Score these samples with a model of this algorithm, made of a survey with the same elements. METHOD, "
            "TARGET, PATHFINDERS and the settings of the network are then those of the model.",
        )

    def _known_places(self) -> None:
        point = QgsProcessing.SourceType.TypeVectorPoint
        self.add(
            QgsProcessingParameterFeatureSource("DEPOSITS", tr("Known deposits (to judge)"), [point], None, True),
            "Points of known deposits. They judge the scores and have no part in them.",
        )
        self.add(
            QgsProcessingParameterFeatureSource("LABELS", tr("Known deposits (to learn from)"), [point], None, True),
            "Points of known deposits to learn from, at least {least} different places. Every place is scored by a "
            "model that saw neither it nor the ground around it.",
            advanced=True,
            least=FEWEST,
        )
        distance = QgsProcessingParameterNumber(
            "MIN_DISTANCE",
            tr("Least distance of other places from deposits (metres)"),
            QgsProcessingParameterNumber.Type.Double,
            MIN_DISTANCE.default,
            False,
            MIN_DISTANCE.least,
        )
        self.add(
            distance,
            "Deposits are compared with places at least so far from every deposit.",
            advanced=True,
        )

    def _outputs(self) -> None:
        vector = QgsProcessing.SourceType
        self.add(
            QgsProcessingParameterFeatureSink("SCORES", tr("Scores"), vector.TypeVectorPoint),
            "The samples with all their attributes and: score (0 to 1 where it is made of ranks), rank (1: the most "
            "anomalous), class (how many of 50, 75, 90, 95 and 98 % of the places the score lies above), class_mad and "
            "class_area (of the target's content: above median and two absolute deviations, breaks of the "
            "concentration-area fractal), z_ of each target, and with a network residual_ of each target and weight_ "
            "of each scale.",
        )
        self.add(
            QgsProcessingParameterBoolean("ALL_SCORES", tr("Write all scores as fields"), False),
            "Add every score of the report to SCORES, to map them or to evaluate them side by side.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterDistance(
                "CELL_SIZE", tr("Cell size of the map (0 = automatic)"), 0.0, "", False, 0.0
            ),
            "Cell size of ANOMALY, in metres. 0: a quarter of the median spacing of the places.",
            advanced=True,
        )
        self.add(
            QgsProcessingParameterRasterDestination("ANOMALY", tr("Anomaly map"), None, True, False),
            "The score kriged on a grid in metres, in the CRS of the samples or, where that is in degrees, in the zone "
            "of UTM; nodata beyond the reach of the samples.",
        )
        csv = tr("CSV files") + " (*.csv)"
        self.add(
            QgsProcessingParameterFileDestination(
                "ATTENTION", tr("Attention between elements"), csv, None, True, False
            ),
            "How much the network attends to each element when it predicts another, beside how much the prediction of "
            "the target changes without it. Attention describes the network, and explains nothing by itself.",
        )
        self.add(
            QgsProcessingParameterFeatureSink(
                "EDGES", tr("Attention between places"), vector.TypeVectorLine, None, True, False
            ),
            "Lines from each place to the neighbours that the network attends to most, with weight and scale.",
        )
        groups.report(self, mark("Maps, the places to look at, all scores beside each other, what the network says."))
        groups.table(self, mark("Table of scores"), mark("What every score is worth, a line each."))
        self.add(
            QgsProcessingParameterFileDestination("MODEL", tr("Model"), groups.model_filter(), None, True, False),
            "Model file, to score another survey with the same elements by MODEL_IN.",
        )
        for name, label in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    # -------------------------------------------------------------------------------------------- running

    def run_core(self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress) -> dict[str, Any]:
        table, fields = self.table(parameters, context, progress.part(0, 0.05))
        deposits, labels = (self.known(parameters, name, context) for name in ("DEPOSITS", "LABELS"))
        VectorOutput(self, parameters, "SCORES", context).require_free(table, FIELDS)  # before minutes of training
        found = find_anomalies(
            AnomalyRequest(
                samples=table.raw(),
                fields=fields,
                targets=self.fields(parameters, "TARGET", context),
                pathfinders=self.fields(parameters, "PATHFINDERS", context),
                policy=value_policy(self, parameters, context, BELOW),
                method=self.parameterAsEnumString(parameters, "METHOD", context),
                score=self.parameterAsEnumString(parameters, "SCORE", context),
                neighbours=self.parameterAsString(parameters, "NEIGHBOURS", context),
                deposits=deposits,
                labels=labels,
                protocol=TargetProtocol(min_distance=self.parameterAsDouble(parameters, "MIN_DISTANCE", context)),
                epochs=self.parameterAsInt(parameters, "EPOCHS", context),
                width=self.parameterAsInt(parameters, "WIDTH", context),
                device=self.parameterAsEnumString(parameters, "DEVICE", context),
                seed=self.parameterAsInt(parameters, "SEED", context),
                model=self.parameterAsFile(parameters, "MODEL_IN", context) or None,
            ),
            progress.part(0.05, 0.9),
        )
        if labels is not None and self.is_set(parameters, "MODEL"):
            progress.warn(tr(_NOT_KEPT))
        for sentence in said(found):
            progress.info(sentence)
        command, given = command_line(self, parameters, context), _inputs(table, deposits, labels)
        written = self.layers(parameters, context, table, found, progress.part(0.9, 1))
        writers = {
            "ATTENTION": lambda path: write_attention(found, path),
            "REPORT": lambda path: write_report(path, anomaly_report(found, command, given)),
            "TABLE": lambda path: write_table(found, path),
            "MODEL": lambda path: save(found.model, path),
        }
        return {**written, **self.write_files(parameters, context, writers), **_numbers(found)}

    def table(
        self, parameters: dict[str, Any], context: QgsProcessingContext, progress: Progress
    ) -> tuple[PointTable, list[str]]:
        """Read the samples with all fields that may be elements; return them and the fields that were chosen."""
        source = point_source(self, parameters, "SAMPLES", context)
        every = [field.name() for field in source.fields()]
        lists = []
        for name in ("FIELDS", "TARGET", "PATHFINDERS"):
            names = self.fields(parameters, name, context)
            lists.append([every[number] for number in field_indices(source, name, names)] if names else [])
        chosen, sought = lists[0], [*lists[1], *lists[2]]
        proposed = chosen or proposed_fields(every)
        read = list(dict.fromkeys([*proposed, *sought]))
        if not chosen:
            _tell_doubtful([name for name in doubtful_fields(every) if name not in read], progress)
        if not read:
            message = tr(
                "SAMPLES: no field of {layer} is named as an element or an oxide, such as Cu, Au_ppb or K2O_pct: "
                "choose the fields in FIELDS."
            )
            raise FusionError(message.format(layer=source.sourceName()))
        table = read_points(source, "SAMPLES", "FIELDS", read, progress)
        if table.without:
            message = tr("Features of '{layer}' left out, because they have no geometry: {count}.")
            progress.warn(message.format(layer=source.sourceName(), count=table.without))
        return table, read if chosen or set(lists[2]) - set(proposed) else []

    def known(self, parameters: dict[str, Any], name: str, context: QgsProcessingContext) -> PointValues | None:
        return self.places(parameters, name, context).raw() if self.is_set(parameters, name) else None

    def layers(
        self,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        table: PointTable,
        found: Anomalies,
        progress: Progress,
    ) -> dict[str, Any]:
        """Write the layers that were asked for; return what QGIS knows them by."""
        written: dict[str, Any] = {}
        names = ", ".join(found.names)
        added = score_fields(found, self.parameterAsBool(parameters, "ALL_SCORES", context))
        output = VectorOutput(self, parameters, "SCORES", context)
        output.require_free(table, [field.name for field in added])  # before anything is written
        anomaly = self.parameterAsOutputLayer(parameters, "ANOMALY", context) or None
        if anomaly:
            size, survey = self.parameterAsDouble(parameters, "CELL_SIZE", context), found.survey
            anomaly_map(survey.places, survey.crs, found.score, anomaly, size, progress=progress.part(0, 0.6))
            written["ANOMALY"] = anomaly
            self.style(context, anomaly, ramp_style(CONTENTS, (0.0, 1.0)))
            load_as(context, anomaly, names)
        scores = output.points(table, added, progress.part(0.6, 0.9))
        if scores is not None:
            written["SCORES"] = scores
            self.style(context, scores, graduated_style("score", _breaks(found.score)))
            load_as(context, scores, names)
        if self.is_set(parameters, "EDGES"):
            edges = self.edges(parameters, context, found, progress.part(0.9, 1))
            if edges is not None:
                written["EDGES"] = edges
        if found.network is None and self.is_set(parameters, "ATTENTION"):
            progress.warn(tr(_NO_NETWORK, name="ATTENTION"))
        return written

    def edges(
        self, parameters: dict[str, Any], context: QgsProcessingContext, found: Anomalies, progress: Progress
    ) -> str | None:
        """Write the lines of attention between places."""
        output = VectorOutput(self, parameters, "EDGES", context)
        if found.network is None:
            progress.warn(tr(_NO_NETWORK, name="EDGES"))
            none = np.zeros(0)
            return output.lines(
                [], found.survey.crs, [NewField("weight", none), NewField("neighbours", none.astype(int))]
            )
        edges, places = found.network.predictions.edges, found.survey.places
        scales = np.asarray(found.network.networks.members[0].neighbours)
        lines = [places[[i, j]] for i, j in zip(edges.i, edges.j)]
        fields = [
            NewField("weight", edges.weight.astype(float)),
            NewField("neighbours", scales[edges.scale].astype(np.int64) if len(edges.scale) else edges.scale),
        ]
        written = output.lines(lines, found.survey.crs, fields, progress)
        if written is not None and len(edges.weight):
            self.style(context, written, weighted_style("weight", (0.0, float(edges.weight.max()))))
        return written


def score_fields(found: Anomalies, every: bool) -> list[NewField]:
    """Return the new fields of the samples, one value a row of the layer; NULL where a row has no place."""
    survey = found.survey
    row, known = survey.place_of, survey.place_of >= 0

    def real(name: str, values: np.ndarray) -> NewField:
        return NewField(name, np.where(known, np.asarray(values, float)[row], np.nan))

    def whole(name: str, values: np.ndarray) -> NewField:
        own = np.asarray(values, np.int64)[row]
        return NewField(name, np.ma.masked_array(own, ~known | (own < 0)))

    area = classify(survey.contents[:, found.targets[0]], found.fractal_breaks(), beyond=False)
    fields = [
        real("score", found.score),
        whole("rank", np.where(found.ranks > 0, found.ranks, -1)),
        whole("class", found.percentile_class),
        whole("class_mad", found.deviation_class),
        whole("class_area", area),
    ]
    fields += [real(f"z_{survey.elements[target]}", found.prepared.plain[:, target]) for target in found.targets]
    if found.network is not None:
        predicted = found.network.predictions
        left = residual(predicted, found.prepared.ratio)
        fields += [real(f"residual_{survey.elements[target]}", left[:, target]) for target in found.targets]
        for scale, count in enumerate(found.network.networks.members[0].neighbours):
            fields.append(real(f"weight_{int(count)}", predicted.scale_weights[:, scale]))
    if every:
        fields += [real(f"score_{name}", values) for name, values in found.scores.items()]
    return fields


def _tell_doubtful(names: Sequence[str], progress: Progress) -> None:
    if names:
        text = tr(
            "Fields that begin with an element and are not taken, as nothing says that they are contents: {names}. "
            "Choose them in FIELDS where they are."
        )
        progress.warn(text.format(names=", ".join(names)))


def _inputs(
    table: PointTable, deposits: PointValues | None, labels: PointValues | None
) -> list[tuple[str, dict[str, Any]]]:
    """Return what each layer is for, its name, and how many points and which fields it has, for the report."""
    layers: list[tuple[str, dict[str, Any]]] = [
        (tr("samples"), {"name": table.source.sourceName(), "points": len(table.x), "fields": list(table.names)})
    ]
    for role, points in ((tr("deposits"), deposits), (tr("deposits to learn from"), labels)):
        if points is not None:
            layers.append((role, {"name": points.source, "points": len(points.x)}))
    return layers


def _breaks(score: np.ndarray) -> list[float]:
    """Return rising limits of the classes that are shown, the whole range of the score among them."""
    known = score[np.isfinite(score)]
    limits = [float(known.min()), *percentile_limits(known), float(known.max())]
    return sorted(set(limits)) if len(set(limits)) > 1 else [limits[0], limits[0] + 1.0]


def _numbers(found: Anomalies) -> dict[str, float | None]:
    auc = None if found.ranking is None else plain(found.ranking.first.auc)
    best = found.best_baseline
    return {"N": len(found.survey.places), "AUC": auc, "AUC_BEST_BASELINE": None if best is None else plain(best)}

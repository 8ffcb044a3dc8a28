"""The wing of geochemical anomalies: a survey at points, prepared, scored and classed."""

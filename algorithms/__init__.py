"""The QGIS side: parameters in, one call of the core, outputs back."""

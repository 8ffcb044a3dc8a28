"""The method itself: numpy, scipy, GDAL and (to train) scikit-learn; never QGIS."""

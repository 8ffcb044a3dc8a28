"""Statistics of values in space: folds, variograms, kriging, interpolation, consistency, the weight of an image."""

"""Regression of coarse values on features: the training table, methods, search, predictors."""

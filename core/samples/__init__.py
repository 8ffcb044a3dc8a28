"""Samples at points: their values, limits of detection, and the gridsamples step."""

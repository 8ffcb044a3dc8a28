"""Rasters and grids: reading and writing them, how grids lie to each other, and work by tiles."""

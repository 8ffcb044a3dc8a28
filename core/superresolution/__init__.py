"""The wing of super-resolution: a coarse geochemical map sharpened after what a finer survey of a part of it shows."""

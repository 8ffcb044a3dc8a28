"""Fusing a coarse map with an image: the model, training, applying, comparing, convolutional networks."""

"""The wing of products: a map of contents to classes, probabilities and an index."""

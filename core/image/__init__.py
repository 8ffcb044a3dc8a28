"""What an image says: its features, their pyramid, spectral indices, and the decompose step."""

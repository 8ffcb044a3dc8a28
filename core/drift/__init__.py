"""Trends of contents with the bands of an image, and what they are worth beside chance."""

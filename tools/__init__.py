"""Helpers for development: set-up, demo and test support. Not part of the installed plugin."""

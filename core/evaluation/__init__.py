"""Comparing maps with what is known: measures, places, the evaluate step and its report."""

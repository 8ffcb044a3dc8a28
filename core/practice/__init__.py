"""The wing of practice: a synthetic scene to learn the plugin with."""

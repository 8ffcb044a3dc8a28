"""The wing of laboratory tables: files of samples as they come, to points with contents."""

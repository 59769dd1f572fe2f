"""The forms in which data arrive."""

"""Results as pictures; the only package that imports plotly."""

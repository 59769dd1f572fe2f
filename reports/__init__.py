"""Management reports: one folder each, self-contained HTML."""

"""What is measured, and against what: one module per measured thing, each against the same work done by hand."""

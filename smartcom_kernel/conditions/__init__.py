"""What a segment can ask of a customer: one condition, one file."""

"""May we write to this person, and if not, why."""

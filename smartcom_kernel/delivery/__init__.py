"""One row per person, and what becomes of it, also when the process is killed."""

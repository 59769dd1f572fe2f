"""Who is in which group, and how sure we are of the difference."""

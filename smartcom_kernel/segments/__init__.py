"""Named sets of conditions, their members, and how they are kept."""

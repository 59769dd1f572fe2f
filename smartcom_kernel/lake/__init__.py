"""Facts: the lake's tables, their contracts, the lake pinned at a moment, its upkeep."""

"""What everything stands on: blocks, families, errors, time, chance, money, settings."""

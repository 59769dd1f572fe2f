"""How messages leave: one channel, one file; the local ones write what would be sent."""

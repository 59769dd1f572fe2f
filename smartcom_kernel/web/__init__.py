"""What customers reach from messages, over HTTP."""

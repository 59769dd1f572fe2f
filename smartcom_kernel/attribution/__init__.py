"""Which receipt is owed to which message."""

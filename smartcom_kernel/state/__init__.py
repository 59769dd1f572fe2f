"""What changes by the row: PostgreSQL, its migrations, and one module per domain."""

"""What the DNS says of a sender of e-mail, record by record."""

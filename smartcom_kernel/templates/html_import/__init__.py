"""HTML made elsewhere: read, cleaned and turned into a template, with a report of all that was changed."""

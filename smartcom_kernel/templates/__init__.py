"""What is written: templates, their variables, their rendering in a sandbox."""

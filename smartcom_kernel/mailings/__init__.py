"""One message to many, once, with variants and a control group."""

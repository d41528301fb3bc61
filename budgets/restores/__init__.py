"""Restore mode: a municipality whose books came back from a backup hands nothing over until a person confirms."""

"""Interfaces for machines: HTTP and JSON into one operation, and its answer back. No rules, no money, no models."""

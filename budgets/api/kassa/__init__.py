"""The API of tills, version 1: pay, reserve, refund and look back, at one shop."""

"""The pages of people with a pass: what is on it, showing it on a phone, and blocking it."""

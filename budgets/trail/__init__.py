"""The append-only record of acts: who did what, when, to what, and what was refused."""

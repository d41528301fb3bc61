"""Keeping the books: closing and reopening months, and sealing days. It reads every context that books, to see that
nothing of theirs is left halfway.
"""

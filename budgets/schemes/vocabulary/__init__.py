"""The words that schemes are written in, by subject; `budgets.schemes.rules` says them all."""

"""What a European bank account understands: IBAN, TARGET days, the characters of SEPA, payment files."""

"""The people, organisations and officers of a municipality, and the bank accounts they are paid on."""

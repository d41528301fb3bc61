"""How often something may be tried: wrong codes, PINs, pairing codes and passwords, counted before anyone is known."""

"""Files as people send them from a spreadsheet: bytes in; typed rows and plain reasons out."""

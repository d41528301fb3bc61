"""The composition root: settings, commands and the way this is run; it imports all, nothing imports it."""

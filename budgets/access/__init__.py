"""Who may open the pages: log-ins with their municipality and role, and codes that are sent to people with a pass."""

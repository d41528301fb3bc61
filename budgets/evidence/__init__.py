"""What decisions rest on: hours that organisations vouch for."""

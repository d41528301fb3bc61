"""People, schemes and rules: the only place that joins the ledger and the connectors."""

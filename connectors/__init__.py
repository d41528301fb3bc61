"""Facts into bytes and bytes into facts: bank files and spreadsheets. No database, no clock, no budgets."""

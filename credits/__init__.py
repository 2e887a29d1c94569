"""Credits: prices, quotes, and a double-entry ledger with holds."""

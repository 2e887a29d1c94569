"""Films in the making: what belongs together, and who works on it."""

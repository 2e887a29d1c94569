"""The assistant: what is said to it, what it may ask for, and what it proposes to do."""

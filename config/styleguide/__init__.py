"""The living style page for staff: what the pages are made of, drawn from the very files that they use."""

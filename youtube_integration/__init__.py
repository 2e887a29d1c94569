"""Import from and publish to YouTube. Not built yet: its addresses answer 501."""

"""Films: script, storyboard, timeline, render. Not built yet: its addresses answer 501."""

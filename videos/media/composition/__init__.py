"""Films of many sources: layers of pictures and texts over each other, and sounds mixed under them."""

"""How each language writes days and hours, where Django's own way is not that of the pages."""

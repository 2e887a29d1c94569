"""A film as data: tracks of clips with places in time. Knows no database and no FFmpeg."""

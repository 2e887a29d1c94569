"""Colours as people write them."""

COLOURS = {
    "white": "#FFFFFF", "black": "#000000", "red": "#E53935", "orange": "#FB8C00", "yellow": "#FDD835",
    "green": "#43A047", "blue": "#1E88E5", "purple": "#8E24AA", "pink": "#EC407A", "gray": "#9E9E9E",
}  # fmt: skip
COLOUR = r"^(#[0-9a-fA-F]{6}([0-9a-fA-F]{2})?|" + "|".join(COLOURS) + r")$"
COLOUR_HELP = "#RRGGBB, #RRGGBBAA (with opacity) or one of: " + ", ".join(COLOURS) + "."
PLAIN_COLOUR = r"^(#[0-9a-fA-F]{6}|" + "|".join(COLOURS) + r")$"
PLAIN_COLOUR_HELP = "#RRGGBB or one of: " + ", ".join(COLOURS) + "."


def ffmpeg_colour(colour: str) -> str:
    """Write a checked colour in FFmpeg's notation."""
    return "0x" + COLOURS.get(colour, colour).removeprefix("#").upper()


def ass_colour(colour: str) -> str:
    """Write a checked colour in ASS's notation: blue first, and transparency instead of opacity."""
    digits = COLOURS.get(colour, colour).removeprefix("#").upper().ljust(8, "F")
    red, green, blue, opacity = (digits[place : place + 2] for place in (0, 2, 4, 6))
    return f"&H{255 - int(opacity, 16):02X}{blue}{green}{red}"

"""Why something cannot be read or written."""


class Unreadable(Exception):
    """A file from elsewhere that makes no sense. The message is for the person; `line` counts from 1."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        self.line = line
        super().__init__(message if line is None else f"Line {line}: {message}")


class Unwritable(Exception):
    """A timeline that a format has no way to say."""

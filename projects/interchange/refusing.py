"""Why something cannot be read or written, in words that whoever tells it can say in other languages."""

from projects.timeline.saying import Said

# Named so that the words are found and translated; nothing here knows of languages.
_ = Said


class Unreadable(Exception):
    """A file from elsewhere that makes no sense. The message is for the person; `line` counts from 1."""

    def __init__(self, message: str, *, line: int | None = None) -> None:
        self.line = line
        self.message = message
        if line is not None:
            self.message = _("Line %(line)s: %(message)s", line=line, message=message)
        super().__init__(self.message)


class Unwritable(Exception):
    """A timeline that a format has no way to say."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)

"""Why a film cannot be cut smartly. Somebody who gets this encodes the whole film instead."""


class NotSmart(Exception):
    """The film must be encoded as a whole. `reason` is the rest of a sentence that begins with "because"."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason

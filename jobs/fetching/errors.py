"""Why something was not fetched. Each message is meant for people and names no address of ours."""

from jobs.fetching.words import said


class FetchFailed(Exception):
    """The address gave nothing that could be used."""

    code = "fetch_failed"

    def __init__(self, words: str, **values: object) -> None:
        self.words, self.values = words, values
        super().__init__(words)

    def __str__(self) -> str:
        return said(self.words, self.values)


class AddressRefused(FetchFailed):
    """The address is none that the platform may go to: its form, its port, or where it leads."""

    code = "address_refused"


class NotThere(FetchFailed):
    """Nobody answers there, or the answer is not the thing itself."""

    code = "not_there"


class TooLarge(FetchFailed):
    """There is more of it than was allowed."""

    code = "too_large"


class TooSlow(FetchFailed):
    """It takes longer than was allowed, or hardly anything arrives."""

    code = "too_slow"


class WrongKind(FetchFailed):
    """The server names a kind of content that was not asked for."""

    code = "wrong_kind"

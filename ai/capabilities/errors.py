"""What goes wrong with a provider, and what it means for the caller."""


class ProviderError(Exception):
    """A provider could not do what was asked. `code` is for programs, the message for the person.

    `permanent`: the same again would fail again. `retry_after`: seconds that the vendor asks to wait.
    `model_gone`: the vendor no longer has this model, so that another one has to do it.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        permanent: bool = True,
        retry_after: float | None = None,
        model_gone: bool = False,
    ) -> None:
        super().__init__(message)
        self.code, self.message, self.permanent = code, message, permanent
        self.retry_after, self.model_gone = retry_after, model_gone


class Unsupported(ProviderError):
    """The provider lacks this option; `option` is the name of the input's field."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__("unsupported_option", message)
        self.option = option


class Refused(ProviderError):
    """The provider refuses the content: its rules forbid it."""

    def __init__(self, message: str) -> None:
        super().__init__("content_refused", message)


class Stopped(Exception):
    """`Call.should_stop` said so; what ran was stopped, at the vendor too."""

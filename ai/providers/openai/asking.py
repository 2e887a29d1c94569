"""The way to OpenAI and back: the SDK's client, and what its errors mean for us."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx2
import openai

from ai.capabilities import (
    Call,
    ProviderError,
    Unsupported,
)
from ai.providers import answers
from videos.media.said import gettext as _
from videos.media.said import gettext_noop

VENDOR = "OpenAI"
CONNECT_SECONDS = 10.0
STATES: answers.States = {
    401: ("key_refused", gettext_noop("The key for OpenAI is not accepted.")),
    403: ("key_refused", gettext_noop("The key for OpenAI does not allow this.")),
    404: ("model_gone", gettext_noop("OpenAI does not have this model.")),
    410: ("model_gone", gettext_noop("OpenAI no longer has this model.")),
    413: ("too_large", gettext_noop("This is too large for OpenAI.")),
    429: ("busy", gettext_noop("OpenAI is busy at the moment.")),
}
# https://platform.openai.com/docs/guides/error-codes
REFUSALS = frozenset({"content_policy_violation", "moderation_blocked", "content_filter"})
UNPAID = "insufficient_quota"  # comes as 429, and no waiting helps


class Speaking:
    """A client of the SDK that tries each request once, for as long as the call may take."""

    def __init__(self, *, key: str, base_url: str) -> None:
        # Compatible servers often want no key, and the SDK insists on one.
        self.client = openai.OpenAI(api_key=key or "none", base_url=base_url or None, max_retries=0)

    def close(self) -> None:
        self.client.close()

    def client_for(self, call: Call) -> openai.OpenAI:
        return self.client.with_options(timeout=httpx2.Timeout(call.deadline, connect=CONNECT_SECONDS))


def once(call: Call) -> dict[str, str]:
    return {"Idempotency-Key": call.key}


def refuse(asked: bool, option: str, message: str) -> None:  # noqa: FBT001 - reads as a condition
    if asked:
        raise Unsupported(option, message)


@contextmanager
def asking() -> Iterator[None]:
    """Raises what the SDK raises as what it means for us."""
    try:
        yield
    except openai.APIStatusError as error:
        raise _failure(error) from None
    except openai.APITimeoutError:
        raise answers.unanswered(VENDOR) from None
    except openai.APIConnectionError as error:
        was_sent = not isinstance(error.__cause__, httpx2.ConnectError)
        raise answers.unanswered(VENDOR) if was_sent else answers.unreachable(VENDOR) from None
    except openai.APIError as error:
        # The SDK raises the bare class when a stream breaks off or carries an error.
        raise ProviderError(
            "vendor_failed",
            _("OpenAI failed: %(message)s") % {"message": answers.clean(error.message)},
            permanent=False,
        ) from None
    except httpx2.HTTPError:
        raise answers.unanswered(VENDOR) from None


def _failure(error: openai.APIStatusError) -> ProviderError:
    said = error.body.get("message") if isinstance(error.body, dict) else error.message
    said = str(said or error.message)
    if error.code in REFUSALS:
        return answers.refusal(vendor=VENDOR, said=said)
    if error.code == UNPAID:
        return ProviderError("vendor_unpaid", _("The account at OpenAI has no money left."))
    status = error.status_code
    if status == 404 and "model" not in f"{error.code} {said}".lower():
        return ProviderError(
            "request_refused", _("OpenAI does not know this: %(said)s") % {"said": answers.clean(said)}
        )
    header = error.response.headers.get("retry-after")
    return answers.failure(vendor=VENDOR, status=status, said=said, retry_after=header, states=STATES)


def said_failed(error: Mapping[str, Any]) -> ProviderError:
    said = str(error.get("message") or "")
    if error.get("code") in REFUSALS:
        return answers.refusal(vendor=VENDOR, said=said)
    return ProviderError(
        "vendor_failed",
        (_("OpenAI could not make the film. %(said)s") % {"said": answers.clean(said)}).strip(),
    )

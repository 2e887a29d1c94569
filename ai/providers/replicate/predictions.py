"""Speaks with Replicate. Submits, uploads and looks at models by its SDK; looks after predictions by itself.

The SDK (1.0.7) does not know the final state `aborted`: it refuses to read such a prediction, and its loops
wait for it for ever. It also repeats GETs up to ten times inside of a call; ours are repeated by our workers.
"""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from replicate.client import Client

from ai.capabilities import ProviderError
from ai.providers import answers
from videos.media.said import gettext, gettext_noop

VENDOR = "Replicate"
BASE_URL = "https://api.replicate.com"
TIMEOUT = httpx.Timeout(60.0, connect=10.0)
UPLOAD_TIMEOUT = httpx.Timeout(600.0, connect=10.0)
SHORTEST_DEADLINE = 5  # seconds
LISTED_PAGES = 3  # of 100 predictions each, newest first
STATES: answers.States = {
    401: ("key_refused", gettext_noop("The token for Replicate is not accepted.")),
    402: ("vendor_unpaid", gettext_noop("The account at Replicate has no money left.")),
    403: ("key_refused", gettext_noop("The token for Replicate does not allow this.")),
    404: ("model_gone", gettext_noop("Replicate does not have this model.")),
    410: ("model_gone", gettext_noop("Replicate no longer has this model.")),
    413: ("too_large", gettext_noop("This is too large for Replicate.")),
    422: ("request_refused", gettext_noop("The model does not accept this input.")),
    429: ("busy", gettext_noop("Replicate is busy at the moment.")),
}
RESETS = re.compile(r"resets in ~?(\d+(?:\.\d+)?)\s*s")


class _Answered(Exception):
    """Replicate answered with an error; raised below the SDK, which would drop the headers."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


class _OneTry(httpx.HTTPTransport):
    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = super().handle_request(request)
        if answer.status_code >= 400:
            answer.read()
            raise _Answered(answer)
        return answer


@contextmanager
def asking() -> Iterator[None]:
    """Raises what goes wrong on the way as what it means for us."""
    try:
        yield
    except _Answered as answered:
        raise failure(answered.answer) from None
    except (httpx.ConnectError, httpx.ConnectTimeout):
        raise answers.unreachable(VENDOR) from None
    except httpx.HTTPError:
        raise answers.unanswered(VENDOR) from None
    except ValueError:
        # Broken JSON, or a prediction that the SDK's model does not accept.
        raise answers.malformed(VENDOR, "a prediction") from None


def failure(answer: httpx.Response) -> ProviderError:
    try:
        told = answer.json()
    except ValueError:
        told = {}
    said = str(told.get("detail") or told.get("title") or "") if isinstance(told, dict) else ""
    named = RESETS.search(said)
    wait = answer.headers.get("Retry-After") or (named.group(1) if named else None)
    return answers.failure(
        vendor=VENDOR, status=answer.status_code, said=said, retry_after=wait, states=STATES
    )


@contextmanager
def _known_work() -> Iterator[None]:
    """Here "not found" is said of the prediction, and nothing of its model."""
    try:
        yield
    except ProviderError as error:
        if not error.model_gone:
            raise
        raise ProviderError("work_lost", gettext("Replicate no longer knows this work.")) from None


class Predictions:
    """Replicate's predictions as plain dictionaries, as its HTTP API describes them."""

    def __init__(self, *, key: str, base_url: str = "") -> None:
        self._key, self.base_url = key, (base_url or BASE_URL).rstrip("/")

    def create(
        self, *, model: str, inputs: Mapping[str, Any], webhook: str, deadline: float
    ) -> dict[str, Any]:
        """Submits once. `model` is owner/name, or owner/name:version for models that are not official."""
        # The SDK sends no headers of one call, so that the client is of one call.
        limit = {"Cancel-After": f"{max(round(deadline), SHORTEST_DEADLINE)}s"}
        told: Any = {"webhook": webhook, "webhook_events_filter": ["completed"]} if webhook else {}
        name, _, version = model.partition(":")
        with asking(), self._sdk(TIMEOUT, limit) as client:
            if version:
                made = client.predictions.create(version, dict(inputs), **told)
            else:
                made = client.predictions.create(model=name, input=dict(inputs), **told)
            return {"id": made.id, "status": made.status}

    def upload(self, path: Path) -> str:
        """The address under which a model finds the file; not billed."""
        with asking(), self._sdk(UPLOAD_TIMEOUT) as client:
            address: str = client.files.create(path).urls["get"]
            return address

    def get(self, remote_id: str) -> dict[str, Any]:
        with _known_work():
            return self._ask("GET", f"/v1/predictions/{remote_id}")

    def cancel(self, remote_id: str) -> None:
        with _known_work():
            self._ask("POST", f"/v1/predictions/{remote_id}/cancel")

    def newest(self) -> Iterator[dict[str, Any]]:
        """Our account's predictions, newest first; as many as a lost submit may lie behind."""
        path = "/v1/predictions"
        for _ in range(LISTED_PAGES):
            page = self._ask("GET", path)
            yield from page.get("results") or ()
            path = str(page.get("next") or "")
            if not path.startswith(f"{self.base_url}/"):
                return

    def schema(self, model: str) -> dict[str, Any]:
        """The JSON Schema of a model's input, with its choices in place."""
        with asking(), self._sdk(TIMEOUT) as client:
            found = client.models.get(model.partition(":")[0])
        version = found.latest_version
        schemas = (version.openapi_schema or {}).get("components", {}).get("schemas", {}) if version else {}
        return _with_choices(schemas.get("Input") or {}, schemas)

    def signing_secret(self) -> str:
        """What Replicate signs its callbacks to our account with."""
        with asking(), self._sdk(TIMEOUT) as client:
            return client.webhooks.default.secret().key

    def headers_for(self, address: str) -> dict[str, str]:
        """The token goes to Replicate itself and to nobody else."""
        return self._headers() if address.startswith(f"{self.base_url}/") else {}

    def _ask(self, method: str, path: str) -> dict[str, Any]:
        with asking(), httpx.Client(base_url=self.base_url, timeout=TIMEOUT, transport=_OneTry()) as client:
            found = client.request(method, path, headers=self._headers()).json()
        if not isinstance(found, dict):
            raise answers.malformed(VENDOR, "an object")
        return found

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"}

    @contextmanager
    def _sdk(self, timeout: httpx.Timeout, headers: Mapping[str, str] | None = None) -> Iterator[Client]:
        """A client that is closed after use; the SDK's own has no way to."""
        with _OneTry() as transport:
            # The empty key would make the SDK look for one by itself.
            yield Client(
                api_token=self._key or "none",
                base_url=self.base_url,
                timeout=timeout,
                transport=transport,
                headers=dict(headers or {}),
            )


def _with_choices(declared: Mapping[str, Any], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Replicate writes a choice as a reference to a schema of its own."""
    properties = {}
    for name, each in declared.get("properties", {}).items():
        fields = dict(each)
        for part in fields.pop("allOf", ()):
            named = str(part.get("$ref", "")).rpartition("/")[2]
            fields = {**schemas.get(named, {}), **fields}
        properties[name] = fields
    return {**declared, "properties": properties} if declared else {}

"""Where vendors call back: the raw body goes to one service, and the answer comes at once."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ai.capabilities import BadCallback, ProviderError
from ai.services import callbacks

LARGEST = 2 * 1024 * 1024  # bytes


@csrf_exempt
@require_POST
def replicate(request: HttpRequest, job_id: uuid.UUID) -> HttpResponse:
    return _received(request, "replicate", job_id)


@csrf_exempt
@require_POST
def openai(request: HttpRequest) -> HttpResponse:
    return _received(request, "openai", None)


def _received(request: HttpRequest, provider: str, job_id: uuid.UUID | None) -> HttpResponse:
    """200 for what is new or came before, 400 for what is not the vendor's, 404 for what is not ours."""
    if int(request.headers.get("Content-Length") or 0) > LARGEST:
        return HttpResponse(status=413)
    try:
        callbacks.receive(provider=provider, headers=dict(request.headers), body=request.body, job_id=job_id)
    except BadCallback:
        return HttpResponse(status=400)
    except callbacks.Foreign:
        return HttpResponse(status=404)
    except ProviderError:  # the secret could not be asked for: the vendor delivers again
        return HttpResponse(status=503)
    return HttpResponse(status=200)

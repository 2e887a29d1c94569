"""Where vendors of payments call back."""

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from credits.payments import inbox
from credits.tasks import process_stripe_event

LARGEST = 1024 * 1024


@csrf_exempt
@require_POST
def stripe(request: HttpRequest) -> HttpResponse:
    """Stores the message and answers; a worker acts on it."""
    if len(request.body) > LARGEST:
        return HttpResponse("Too large.", status=413, content_type="text/plain")
    try:
        event_id = inbox.receive(body=request.body, signature=request.headers.get("Stripe-Signature", ""))
    except inbox.NotFromStripe as error:
        return HttpResponse(str(error), status=400, content_type="text/plain")
    if event_id:
        transaction.on_commit(lambda: process_stripe_event.delay(event_id=event_id), robust=True)
    return HttpResponse("Stored.", content_type="text/plain")

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.views.guard import person, signed_in
from config.styleguide.parts import PARTS
from config.styleguide.tokens import groups, icons


@require_safe
@signed_in
def styleguide(request: HttpRequest) -> HttpResponse:
    """For staff; nobody else learns that it is there."""
    if not person(request).is_staff:
        raise Http404
    context = {"groups": groups(), "icons": icons(), "parts": PARTS}
    return render(request, "styleguide/styleguide.html", context)

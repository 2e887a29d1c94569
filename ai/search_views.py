"""The row of moments below the videos that match in the library."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.views import person, signed_in
from ai.models import Passage
from ai.serializers.search import thumbnail_url
from ai.services.searching import finding, marking
from ai.services.searching.finding import Moment
from ai.services.searching.terms import Terms, terms_of

SHORTEST = 2  # letters
MOST_SHOWN = 10  # the picture of each is taken from its film


@signed_in
def moments(request: HttpRequest) -> HttpResponse:
    """The moments of my films that what is typed is about; nothing for less than two letters."""
    query = request.GET.get("search", "").strip()
    terms = terms_of(query) if len(query) >= SHORTEST else None
    found = finding.find(user=person(request), query=query, limit=2 * MOST_SHOWN) if terms else []
    # Whose title matches is listed above.
    shown = [moment for moment in found if moment.kind != Passage.Kind.TITLE][:MOST_SHOWN]
    cards = [_card(moment, terms) for moment in shown if terms]
    return render(request, "ai/moments.html", {"query": query if terms else "", "cards": cards})


def _card(moment: Moment, terms: Terms) -> dict[str, object]:
    words = marking.snippet(moment.text, marking.matches(moment.text, terms))
    link = f"{reverse('video', args=[moment.video_id])}?t={moment.at:g}"
    return {"moment": moment, "words": words, "link": link, "thumbnail": thumbnail_url(moment)}

"""Puts a film's parts on the project's timeline, and leaves there what people have changed."""

import uuid
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from projects.models import Film, Project
from projects.services import timelines
from projects.services.film.laying import timeline_of
from projects.services.film.parts import Board, layout_address
from projects.services.film.patching import patched
from projects.timeline.checking import settled
from projects.timeline.schema import Timeline

SUMMARY = _("Film maker")
ANEW = _(
    "Shots were added, removed or moved, so that the film was laid out anew. What was changed on the "
    "timeline by hand is in its history."
)


@transaction.atomic
def lay_out(*, user: User, board: Board) -> list[str]:
    """Saves the parts on the timeline, unless they are; notes for the person.

    On a timeline that people have changed, only the clips of parts that were made anew are changed. Raises
    what `timelines.save` raises.
    """
    address = layout_address(board)
    film = board.film
    if film.layout_address == address and film.project.timeline:
        return []
    fresh = settled(timeline_of(board))
    current, laid = _current(film), timelines.stored_timeline(film.layout)
    is_anew = current is not None and _shots_of(film.layout) != _shots_of(fresh.to_json())
    saved = fresh
    if current is not None and laid is not None and not is_anew:
        saved = patched(current, fresh, laid=laid, lasting=_lasting(board))
    timelines.save(user=user, project_id=film.pk, timeline=saved.to_json(), summary=str(SUMMARY))
    Film.objects.filter(pk=film.pk).update(layout=fresh.to_json(), layout_address=address)
    return [str(ANEW)] if is_anew else []


def _lasting(board: Board) -> dict[uuid.UUID, float]:
    return {shot.video.pk: shot.video.duration for shot in board.shots if shot.video}


def _current(film: Film) -> Timeline | None:
    """The timeline, where it is not as it was laid out last."""
    stored = Project.objects.values_list("timeline", flat=True).get(pk=film.pk)
    if not film.layout or stored == film.layout:
        return None
    return timelines.stored_timeline(stored)


def _shots_of(timeline: dict[str, Any]) -> list[str]:
    """The shots in their order, as they were laid out."""
    return list(dict.fromkeys(_named(timeline)))


def _named(timeline: dict[str, Any]) -> Iterator[str]:
    for track in timeline.get("tracks", ()):
        for clip in track["clips"]:
            if clip.get("meta", {}).get("part") == "shot":
                yield clip["meta"]["shotId"]

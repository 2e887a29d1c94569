"""Writes down what the jobs of a film have made."""

import uuid

from django.db import transaction

from ai.capabilities import Screenplay
from projects.models import LONGEST_SHOT, MOST_SHOTS, SHORTEST_SHOT, Film, Shot
from projects.services.film.announcing import announce
from projects.services.film.parts import OF_SHOTS, Kind
from projects.services.film.wishes import wish_of
from videos.models import Video

TITLE, LOGLINE, WORDS, MUSIC = 200, 1000, 2000, 1000  # characters that are kept


@transaction.atomic
def take_script(*, project_id: uuid.UUID, screenplay: Screenplay, address: str) -> None:
    """The film's words and shots are those of the screenplay from now on; a film that is gone needs none."""
    film = Film.objects.select_for_update().filter(pk=project_id).first()
    if film is None:
        return
    wish = wish_of(film)
    film.title, film.logline = screenplay.title[:TITLE], screenplay.logline[:LOGLINE]
    film.language, film.is_draft = screenplay.language or wish.language, screenplay.is_draft
    if wish.has_music:
        film.music_prompt = (wish.music.strip() or screenplay.music)[:MUSIC]
    film.script_address, film.notes = address, [*film.notes, *screenplay.notes]
    film.save()
    film.shots.all().delete()
    Shot.objects.bulk_create(
        Shot(
            film=film,
            position=number,
            text=plan.text[:WORDS],
            picture=plan.picture[:WORDS],
            camera=plan.camera,
            seconds=min(max(plan.seconds, SHORTEST_SHOT), LONGEST_SHOT),
            seed=film.seed + number,
        )
        for number, plan in enumerate(screenplay.shots[:MOST_SHOTS])
    )
    announce(project_id=project_id)


def take(*, project_id: uuid.UUID, kind: Kind, address: str, shot_id: str, video_id: str) -> None:
    """The part is this video from now on, made of what `address` names; a video that is gone is none."""
    if not Video.objects.filter(pk=video_id).exists():
        return
    if kind in OF_SHOTS:
        made = {f"{kind.value}_id": video_id, f"{kind.value}_address": address, "error": ""}
        begin = {"begin": 0.0} if kind is Kind.VIDEO else {}
        Shot.objects.filter(pk=shot_id, film_id=project_id).update(**made, **begin)
    elif kind is Kind.MUSIC:
        Film.objects.filter(pk=project_id).update(music_id=video_id, music_address=address)
    elif kind is Kind.RENDER:
        Film.objects.filter(pk=project_id).update(video_id=video_id, video_address=address)
    announce(project_id=project_id)


def fail(*, project_id: uuid.UUID, shot_id: str, message: str) -> None:
    """Notes at a shot why it could not be made."""
    Shot.objects.filter(pk=shot_id, film_id=project_id).update(error=message[:500])

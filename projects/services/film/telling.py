"""A film as it is told: its words, its shots, what is stale of it, and what making that would cost."""

from typing import Any

from django.core.exceptions import ValidationError

from ai.services.catalogue import NoModel
from credits.pricing import Quote, to_credits
from jobs.models import Job
from projects.models import Film, Shot
from projects.services.film import lengths, pricing
from projects.services.film.parts import MADE, Board, Kind, Part, stale_of, stale_parts


def told(board: Board) -> dict[str, Any]:
    """The film as the API tells it, in Python's names."""
    film = board.film
    parts = stale_parts(board)
    at_work = _at_work(board)
    return {
        "wish": film.wish or None,
        "state": film.state,
        "waiting_for": film.waiting_for or None,
        "job_id": film.job_id,
        "error": film.error or None,
        "notes": film.notes,
        "script": {
            "title": film.title,
            "logline": film.logline,
            "language": board.language,
            "music": film.music_prompt,
            "is_draft": film.is_draft,
        },
        "shots": [{**_shot(board, shot), "at_work": at_work.get(str(shot.pk), [])} for shot in board.shots],
        "music": _music(board, parts),
        "captions": board.wish.captions,
        "seconds": round(lengths.expected(board), 3),
        "video_id": film.video_id,
        "stale": names_of(parts),
        "quote": _quote(board),
    }


def names_of(parts: list[Part]) -> list[str]:
    """What is stale by name: "script", "shot:<id>", "speech:<id>", "music", "render"."""
    return list(dict.fromkeys(_name(part) for part in parts))


def lines_told(quote: Quote) -> list[dict[str, Any]]:
    """The lines of a quote, in credits."""
    return [
        {"code": line.code, "label": line.label, "credits": to_credits(line.micro)} for line in quote.lines
    ]


def _name(part: Part) -> str:
    if part.shot is None:
        return part.kind.value
    return f"{'speech' if part.kind is Kind.SPEECH else 'shot'}:{part.shot.pk}"


def _shot(board: Board, shot: Shot) -> dict[str, Any]:
    stale = stale_of(board, shot)
    return {
        "id": shot.pk,
        "number": shot.position + 1,
        "text": shot.text,
        "picture": shot.picture,
        "camera": shot.camera,
        "seconds": shot.seconds,
        "source": shot.source,
        "begin": shot.begin,
        "video_id": shot.video_id,
        "image_id": shot.image_id,
        "speech_id": shot.speech_id,
        "status": _status(board, shot, stale),
        "stale": stale,
        "error": shot.error or None,
    }


def _at_work(board: Board) -> dict[str, list[dict[str, str]]]:
    """The jobs at which each shot is: what an open page shows the progress of."""
    if board.film.state != Film.State.WORKING or board.film.job_id is None:
        return {}
    memory = Job.objects.filter(pk=board.film.job_id).values_list("memory", flat=True).first()
    found: dict[str, list[dict[str, str]]] = {}
    for step in (memory or {}).get(MADE, {}).values():
        if step["shot"] and not step["done"]:
            found.setdefault(step["shot"], []).append({"job_id": step["job"], "part": step["kind"]})
    return found


def _status(board: Board, shot: Shot, stale: list[str]) -> str:
    if shot.error:
        return "failed"
    if board.film.state == Film.State.WORKING and stale:
        return "working"
    return "ready" if shot.video_id else "missing"


def _music(board: Board, parts: list[Part]) -> dict[str, Any] | None:
    if not board.wish.has_music:
        return None
    film = board.film
    is_stale = any(part.kind is Kind.MUSIC for part in parts)
    return {"prompt": film.music_prompt, "video_id": film.music_id, "stale": is_stale}


def _quote(board: Board) -> dict[str, Any] | None:
    try:
        quote = pricing.priced(board).quote
    except (NoModel, ValidationError):
        return None
    return {"credits": to_credits(quote.micro), "lines": lines_told(quote)}

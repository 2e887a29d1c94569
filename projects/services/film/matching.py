"""Finds shots among the person's own films by what is seen and said in them."""

from accounts.models import User
from ai.services.searching import finding
from ai.services.searching.finding import Moment
from projects.models import Shot
from projects.services.film import lengths
from projects.services.film.parts import Board, video_address
from videos.models import Video

LEAST_SCORE = 0.2  # what is found by meaning alone has 0.25 at most
LOOKED_AT = 12  # moments for one shot

Span = tuple[str, float, float]  # a film, and seconds of it


def match(*, user: User, board: Board) -> None:
    """Gives shots that have no film yet one of the library, where some moment suits; the others stay."""
    used: list[Span] = []
    for shot in board.shots:
        if shot.video_id is None and shot.source == Shot.Source.GENERATED:
            _give(user, board, shot, used)


def _give(user: User, board: Board, shot: Shot, used: list[Span]) -> None:
    needed = lengths.wanted(board, shot)
    for moment in _moments(user, shot):
        film = Video.objects.for_user(user).filter(pk=moment.video_id, in_library=True).first()
        begin = _begin(moment, film, needed, used) if film else None
        if film is None or begin is None:
            continue
        used.append((str(film.pk), begin, begin + needed))
        shot.source, shot.video, shot.begin = Shot.Source.LIBRARY, film, begin
        shot.video_address = video_address(board, shot)
        shot.save(update_fields=["source", "video", "begin", "video_address"])
        return


def _moments(user: User, shot: Shot) -> list[Moment]:
    """What is about the shot's picture, and what is about its words, the best of each first."""
    found = [
        finding.find(user=user, query=query[: finding.LONGEST_QUERY], limit=LOOKED_AT)
        for query in (shot.picture, shot.text)
        if query.strip()
    ]
    good = [moment for each in found for moment in each if moment.score >= LEAST_SCORE]
    return [moment for moment in good if moment.media_type == Video.MediaType.VIDEO]


def _begin(moment: Moment, film: Video, needed: float, used: list[Span]) -> float | None:
    """Where the shot begins in the film; None where that is too short, or is seen in another shot."""
    if film.duration < needed:
        return None
    begin = round(min(moment.start, film.duration - needed), 3)
    name = str(film.pk)
    is_used = any(name == other and begin < end and first < begin + needed for other, first, end in used)
    return None if is_used else begin

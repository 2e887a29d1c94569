"""What a film is like after a step: later steps of a plan are meant for what the earlier ones leave."""

from dataclasses import replace

from ai.providers.local.assistant.times import Film, Piece
from ai.providers.local.assistant.wishes import Step

WHOLE = (Piece(0.0, 1e9, 0.0),)
ASPECTS = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0, "4:5": 4 / 5}


def after(film: Film, step: Step) -> Film:
    """Give the film as a step leaves it; what nobody can know before it ran is None."""
    arguments = step.arguments
    match step.tool:
        case "trim":
            return _kept(film, [(arguments["startTime"], arguments["endTime"])])
        case "remove-parts":
            return _without(film, [(part["startTime"], part["endTime"]) for part in arguments["parts"]])
        case "speed":
            return _faster(film, arguments["factor"])
        case "remove-silence" | "cut-words" | "reverse":
            duration = film.duration if step.tool == "reverse" else None
            return replace(film, duration=duration, pieces=())
        case "crop" | "resize" | "reframe" | "rotate":
            return _sized(film, step)
        case "volume":
            return replace(film, has_sound=film.has_sound and arguments.get("factor") != 0)
        case _:
            return film


def _without(film: Film, parts: list[tuple[float, float]]) -> Film:
    end = film.duration if film.duration is not None else 1e9
    edges = [0.0, *(time for part in parts for time in part), end]
    kept = [(start, stop) for start, stop in zip(edges[::2], edges[1::2], strict=True) if stop > start]
    left = _kept(film, kept)
    return left if film.duration is not None else replace(left, duration=None)


def _kept(film: Film, kept: list[tuple[float, float]]) -> Film:
    pieces: list[Piece] = []
    at = 0.0
    for start, end in kept:
        pieces += [
            moved for piece in film.pieces or WHOLE if (moved := _inside(piece, start, end, at)) is not None
        ]
        at += end - start
    return replace(film, duration=round(at, 3), pieces=tuple(pieces), now=None)


def _inside(piece: Piece, start: float, end: float, at: float) -> Piece | None:
    """Give what of a piece lies between two times of the film as it is, moved to where it goes."""
    begin = piece.begin + (max(start, piece.at) - piece.at) * piece.rate
    stop = min(piece.end, piece.begin + (end - piece.at) * piece.rate)
    return Piece(begin, stop, at + max(piece.at - start, 0.0), piece.rate) if stop > begin else None


def _faster(film: Film, factor: float) -> Film:
    pieces = tuple(
        replace(piece, at=piece.at / factor, rate=piece.rate * factor) for piece in film.pieces or WHOLE
    )
    duration = None if film.duration is None else round(film.duration / factor, 3)
    return replace(film, duration=duration, pieces=pieces)


def _sized(film: Film, step: Step) -> Film:
    width, height, arguments = film.width, film.height, step.arguments
    if step.tool == "crop":
        return replace(film, width=arguments["width"], height=arguments["height"])
    if width is None or height is None:
        return film
    if step.tool == "rotate":
        is_turned = arguments["angle"] % 180 == 90
        return replace(film, width=height, height=width) if is_turned else film
    if step.tool == "reframe":
        return _reframed(film, ASPECTS[arguments["aspect"]], width, height)
    share = min(
        (
            wanted / real
            for wanted, real in ((arguments.get("width"), width), (arguments.get("height"), height))
            if wanted
        ),
        default=1.0,
    )
    return replace(film, width=round(width * share / 2) * 2, height=round(height * share / 2) * 2)


def _reframed(film: Film, aspect: float, width: int, height: int) -> Film:
    if width / height > aspect:
        return replace(film, width=round(height * aspect / 2) * 2)
    return replace(film, height=round(width / aspect / 2) * 2)

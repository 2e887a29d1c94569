"""Films and pictures from words, and from other films and pictures, drawn by the platform itself."""

import dataclasses
from pathlib import Path
from typing import Any

import ffmpeg

from ai.capabilities import Call, ImageInput, Media, ProviderError, Unsupported, Usage, VideoInput
from ai.providers.local.filming import (
    AAC,
    Given,
    at_rate,
    beside,
    encode,
    even,
    look,
    look_at_film,
    move,
    opened,
    save_raw,
)  # fmt: skip
from ai.providers.local.making import DRAFT, checked, chosen_seed, make, within
from ai.providers.local.painting.reading import read
from ai.providers.local.styles import moods_of
from videos.media.command import Expectation
from videos.media.filtergraph import Graph
from videos.media.probe import MediaInfo

RATE = 25.0  # pictures a second
SHORTEST, LONGEST = 0.5, 120.0  # seconds
SMALLEST, LARGEST_FILM, LARGEST_IMAGE = 64, 3840, 4096  # pixels a side
MOST_LETTERS = 4000
NOT_UNDERSTOOD = "The local engine knows no picture for these words, and drew an abstract one."
JOIN_FADE = 0.4  # seconds in which the source's sound fades out before the new part


class LocalPictures:
    """Draws: an animated storyboard of simple scenery, with the same picture for the same words and seed."""

    def text_to_video(self, wish: VideoInput, call: Call) -> Media:
        """Draw a film in one to six shots, silent, at 25 pictures a second."""
        _check(wish)
        seed = chosen_seed(wish.seed)
        if wish.image is not None:
            return self.image_to_video(wish, call)
        done = make("film", _question(wish, seed), call)
        info = checked(call.folder / "film.mp4", _film_of(wish))
        notes = (DRAFT,) if done["shots"][0]["understood"] else (DRAFT, NOT_UNDERSTOOD)
        return _film(call, info, seed, notes, done)

    def text_to_image(self, wish: ImageInput, call: Call) -> Media:
        """Draw a picture of any size up to 4096 pixels a side, as PNG."""
        if wish.reference is not None:
            raise Unsupported("reference", "The local engine cannot follow a reference picture.")
        _check_words(wish.prompt, wish.negative_prompt)
        _check_size(wish.width, wish.height, LARGEST_IMAGE)
        seed = chosen_seed(wish.seed)
        question = {
            "prompt": wish.prompt,
            "negative": wish.negative_prompt,
            "width": wish.width,
            "height": wish.height,
            "seed": seed,
        }
        done = make("still", question, call)
        made = look(call.folder / "picture.png")
        if (made.shape.width, made.shape.height) != (wish.width, wish.height):
            raise ProviderError("wrong_result", "The picture has not the ordered size.", permanent=False)
        notes = (DRAFT,) if done["shots"][0]["understood"] else (DRAFT, NOT_UNDERSTOOD)
        return Media(
            made.path,
            "image/png",
            Usage({"image": 1.0}),
            width=wish.width,
            height=wish.height,
            seed=seed,
            is_draft=True,
            notes=notes,
            details=done,
        )

    def image_to_video(self, wish: VideoInput, call: Call) -> Media:
        """Move a camera over a given picture; the words say how, and may add weather, a mood and a title."""
        _check(wish)
        if wish.image is None:
            raise Unsupported("image", "A picture is needed.")
        given = look(wish.image)
        if given.info.video is None:
            raise ProviderError("not_an_image", "This file has no picture.")
        save_raw(
            opened(given, call.folder).video, given, within(call, 0, 5), width=wish.width, height=wish.height
        )
        seed = chosen_seed(wish.seed)
        done = make("moving", _question(wish, seed), within(call, 5, 98))
        (call.folder / "given.rgb").unlink()
        return _film(call, checked(call.folder / "film.mp4", _film_of(wish)), seed, (DRAFT,), done)

    def extend_video(self, wish: VideoInput, call: Call) -> Media:
        """Add `seconds` to a film: its last picture drifts, and passes into what the words say.

        The size and the rate stay the film's own. What is added is silent.
        """
        _check_length(wish.seconds)
        _check_words(wish.prompt, wish.negative_prompt)
        given = _source(wish)
        width, height = _even_size(given)
        _last_picture(given, within(call, 0, 10), width, height)
        seed = chosen_seed(wish.seed)
        question = {
            **_question(wish, seed),
            "width": width,
            "height": height,
            **_paced(given.rate, wish.seconds),
        }
        done = make("extension", question, within(call, 10, 70))
        info = self._joined(given, wish.seconds, within(call, 70, 99))
        notes = (DRAFT,) if done["understood"] or not wish.prompt.strip() else (DRAFT, NOT_UNDERSTOOD)
        return _film(call, info, seed, notes, {**done, "added": wish.seconds}, added=wish.seconds)

    def _joined(self, given: Given, seconds: float, call: Call) -> MediaInfo:
        graph = opened(given, call.folder)
        even(graph)
        at_rate(graph, given.rate)
        new = beside(graph, look_at_film(call.folder / "film.mp4"))
        parts = [
            each.filter("format", pix_fmts="yuv420p").filter("setsar", sar=1)
            for each in (graph.video, new.video)
        ]
        graph.video = ffmpeg.concat(*parts, v=1, a=0)
        total = given.shape.duration + seconds
        if graph.audio is not None:
            graph.settle_sound()
            graph.unify_sound()
            graph.filter_audio("afade", type="out", st=max(given.shape.duration - JOIN_FADE, 0), d=JOIN_FADE)
            graph.filter_audio("apad", whole_dur=f"{total:.6f}")
            graph.filter_audio("atrim", end=f"{total:.6f}")
        shape = dataclasses.replace(graph.shape, duration=total)
        reads = (given.path, call.folder / "film.mp4")
        info = encode(graph, call, shape=shape, reads=reads, name="joined.mp4", sound=AAC)
        move(call.folder / "joined.mp4", "film.mp4")
        return info

    def remix_video(self, wish: VideoInput, call: Call) -> Media:
        """Give a film other colours, weather and words, as a prompt says. Its size, length and sound stay."""
        _check_words(wish.prompt, wish.negative_prompt)
        given = _source(wish)
        width, height = _even_size(given)
        _check_length(given.shape.duration)
        seed = chosen_seed(wish.seed)
        paced = _paced(given.rate, given.shape.duration)
        question = {
            **_question(wish, seed),
            "width": width,
            "height": height,
            **paced,
            "seconds": given.shape.duration,
        }
        done = make("overlay", question, within(call, 0, 45))
        info = self._regraded(given, wish, call, has_overlay=done["elements"] > 0)
        return _film(call, info, seed, (DRAFT,), done)

    def _regraded(self, given: Given, wish: VideoInput, call: Call, *, has_overlay: bool) -> MediaInfo:
        graph = opened(given, call.folder)
        even(graph)
        at_rate(graph, given.rate)
        for name, options in moods_of(read(wish.prompt, negative=wish.negative_prompt)[0]):
            graph.filter_video(name, **options)
        reads: tuple[Path, ...] = (given.path,)
        if has_overlay:
            reads = (given.path, call.folder / "film.mp4")
            _lay_over(graph, beside(graph, look_at_film(call.folder / "film.mp4")))
        shape = dataclasses.replace(graph.shape, duration=given.shape.duration)
        info = encode(graph, within(call, 45, 99), shape=shape, reads=reads, name="mixed.mp4")
        move(call.folder / "mixed.mp4", "film.mp4")
        return info


def _lay_over(graph: Graph, light: Graph) -> None:
    """Add the light of a film on black to another one."""
    both = [each.filter("format", pix_fmts="gbrp") for each in (graph.video, light.video)]
    graph.video = ffmpeg.filter(both, "blend", all_mode="screen", shortest=0, repeatlast=1).filter(
        "format", pix_fmts="yuv420p"
    )


def _check(wish: VideoInput) -> None:
    _check_words(wish.prompt, wish.negative_prompt)
    _check_length(wish.seconds)
    _check_size(wish.width, wish.height, LARGEST_FILM)
    if wish.width % 2 or wish.height % 2:
        raise Unsupported(
            "width" if wish.width % 2 else "height", "A film's width and height must be even numbers."
        )


def _check_words(prompt: str, negative: str) -> None:
    for option, text in (("prompt", prompt), ("negative_prompt", negative)):
        if len(text) > MOST_LETTERS:
            raise Unsupported(option, f"At most {MOST_LETTERS} letters are read.")


def _check_length(seconds: float) -> None:
    if not SHORTEST <= seconds <= LONGEST:
        raise Unsupported("seconds", f"The local engine makes films of {SHORTEST} to {LONGEST:.0f} seconds.")


def _check_size(width: int, height: int, largest: int) -> None:
    for option, side in (("width", width), ("height", height)):
        if not SMALLEST <= side <= largest:
            raise Unsupported(option, f"The {option} must lie between {SMALLEST} and {largest} pixels.")


def _source(wish: VideoInput) -> Given:
    if wish.source is None:
        raise Unsupported("source", "A film is needed.")
    return look_at_film(wish.source)


def _even_size(given: Given) -> tuple[int, int]:
    return given.shape.width // 2 * 2, given.shape.height // 2 * 2


def _question(wish: VideoInput, seed: int) -> dict[str, Any]:
    return {
        "prompt": wish.prompt, "negative": wish.negative_prompt, "width": wish.width, "height": wish.height,
        "seed": seed, "seconds": wish.seconds, **_paced(RATE, wish.seconds),
    }  # fmt: skip


def _paced(rate: float, seconds: float) -> dict[str, Any]:
    return {"rate": rate, "frames": max(round(seconds * rate), 1)}


def _film_of(wish: VideoInput) -> Expectation:
    return Expectation(
        "mp4",
        wish.seconds,
        wish.width,
        wish.height,
        RATE,
        has_video=True,
        has_audio=False,
        tolerance=1 / RATE,
    )


def _film(
    call: Call,
    info: MediaInfo,
    seed: int,
    notes: tuple[str, ...],
    details: dict[str, Any],
    *,
    added: float | None = None,
) -> Media:
    if info.video is None:
        raise ProviderError("wrong_result", "The film has no picture.", permanent=False)
    call.progress(100, "done")
    return Media(
        call.folder / "film.mp4",
        "video/mp4",
        Usage({"second": info.duration if added is None else added}),
        duration=info.duration,
        width=info.video.width,
        height=info.video.height,
        seed=seed,
        is_draft=True,
        notes=notes,
        details=details,
    )


def _last_picture(given: Given, call: Call, width: int, height: int) -> None:
    """Save the film's last picture as raw bytes."""
    graph = opened(given, call.folder, ss=f"{max(given.shape.duration - 1.5, 0):.3f}")
    even(graph)
    # Of a short stretch before the end only the very last picture is kept.
    graph.filter_video("reverse")
    save_raw(graph.video, given, call, width=width, height=height)

"""Lays pieces over each other: every layer over those below it, with fades and transitions."""

import dataclasses
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import ffmpeg

from videos.media.composition.effects import shape_after
from videos.media.composition.fades import MIXED, SLIDES, Change, Clock, fade_alpha, fade_colour
from videos.media.composition.model import Layer, Piece, Place, Source, Sources
from videos.media.composition.picture_strips import (
    Easel,
    Window,
    has_alpha,
    hold,
    is_image,
    must_have_picture,
    open_piece,
)
from videos.media.filtergraph import Graph
from videos.media.operations import fitting
from videos.media.operations.colour import ffmpeg_colour

FULL = Place(0.0, 0.0, 1.0, 1.0)
TO_BT709 = {"out_color_matrix": "bt709", "out_range": "tv"}


@dataclass(frozen=True)
class Sheet:
    """A piece as it lies in the film, in whole pixels of the film: `x`, `y` is the top left corner.

    `first` and `last` are the film's frames that show it; `coming` and `going` the transitions at its ends.
    """

    piece: Piece
    source: Source
    first: int
    last: int
    coming: Change | None
    going: Change | None

    @property
    def is_clear(self) -> bool:
        """Say whether it needs transparency, as what is seen through does, and what changes colour."""
        piece = self.piece
        coloured = any(change is not None and change.is_coloured for change in (self.coming, self.going))
        fades = piece.opacity < 1 or piece.fade_in > 0 or piece.fade_out > 0
        return has_alpha(self.source) or fades or coloured

    @property
    def moves(self) -> bool:
        changes = (self.coming, self.going)
        return any(change is not None and change.transition.kind in SLIDES for change in changes)


@dataclass(frozen=True)
class Canvas:
    """The film that pieces are laid on: even `size` in pixels, and the colour of where nothing lies."""

    easel: Easel
    sources: Sources
    size: fitting.Size
    background: str

    def lay(self, layers: Sequence[Layer]) -> Any:
        """Give the stream of all layers, the lowest first. What nobody can see is not even opened."""
        film = None
        lowest = max((number for number, layer in enumerate(layers) if self._hides(layer)), default=0)
        for layer in layers[lowest:]:
            film = self._with(film, layer)
        return self.ground() if film is None else film

    def _hides(self, layer: Layer) -> bool:
        """Say whether nothing can be seen of what lies under a layer."""
        sheets = self._sheets(layer)
        if len(sheets) != 1 or not self._is_whole(sheets[0]) or sheets[0].piece.place is not None:
            return False
        (sheet,) = sheets
        must_have_picture(sheet.source)
        shape = shape_after(sheet.piece.effects, sheet.source.info)
        fills = fitting.contained(size=(shape.width, shape.height), box=self.size) == self.size
        changes = sheet.is_clear or sheet.coming is not None or sheet.going is not None
        return not changes and (fills or sheet.piece.fit != "contain")

    def _is_whole(self, sheet: Sheet) -> bool:
        return (sheet.first, sheet.last) == (0, self.easel.frames)

    def _with(self, film: Any, layer: Layer) -> Any:
        sheets = self._sheets(layer)
        mixed = [sheet for sheet in sheets if _mixes(sheet.coming)]
        under = _copies(film, 1 + len(mixed))
        film = under.pop()
        for sheet in sheets:
            if sheet.coming is not None and _mixes(sheet.coming):
                film = self._mix(film, self._over(under.pop(), sheet), sheet.coming)
            else:
                film = self._over(film, sheet)
        return film

    def _sheets(self, layer: Layer) -> list[Sheet]:
        sheets = [
            Sheet(
                piece=piece,
                source=self.sources[piece.source],
                first=max(piece.start, 0),
                last=min(piece.end, self.easel.frames),
                coming=_coming(piece),
                going=_coming(after) if after is not None and after.start < piece.end else None,
            )
            for piece, after in itertools.zip_longest(layer.pieces, layer.pieces[1:])
        ]
        shortened = (_without_hidden(sheet) for sheet in sheets)
        return [sheet for sheet in shortened if sheet.first < sheet.last]

    # -- one piece -------------------------------------------------------------------------------------

    def ground(self) -> Any:
        """Give the background for all frames."""
        graph = Graph(folder=self.easel.graph.folder, shape=self.easel.graph.shape)
        colour = ffmpeg_colour(self.background)[: len("0xRRGGBB")]
        source = f"color=c={colour}:s={self.size[0]}x{self.size[1]}:r={self.easel.rate}"
        graph.video = ffmpeg.input(source, f="lavfi", **self.easel.only_one())
        graph.filter_video("format", pix_fmts="gbrp")
        graph.filter_video("trim", end_frame=1)
        _scale(graph, self.size, pix_fmt="yuv420p")
        hold(graph, self.easel.frames)
        return graph.video

    def _over(self, under: Any, sheet: Sheet) -> Any:
        graph, corner = self._made(sheet)
        whole = self._is_whole(sheet)
        fills = corner == (0, 0) and (graph.shape.width, graph.shape.height) == self.size
        if under is None and whole and fills and not (sheet.is_clear or sheet.moves):
            return graph.video
        options = {} if whole else {"enable": self._between(sheet.first, sheet.last)}
        across = self._slid(corner[0], sheet)
        under = self.ground() if under is None else under
        return ffmpeg.overlay(under, graph.video, x=across, y=corner[1], format="yuv420", **options)

    def _made(self, sheet: Sheet) -> tuple[Graph, tuple[int, int]]:
        """Give a piece's picture as large as it is seen, at the film's times, and its corner."""
        piece, window = sheet.piece, Window(sheet.first - sheet.piece.start, sheet.last - sheet.first)
        graph = open_piece(self.easel, piece, sheet.source, window)
        place = piece.place or FULL
        box = (fitting.even(place.width * self.size[0]), fitting.even(place.height * self.size[1]))
        _fit(graph, box, piece.fit, pix_fmt="yuva420p" if sheet.is_clear else "yuv420p")
        if piece.opacity < 1:
            graph.filter_video("lutyuv", a=f"round(val*{piece.opacity:.6f})")
        if is_image(sheet.source):
            hold(graph, window.frames)
        self._fade(graph, sheet, window)
        size = (graph.shape.width, graph.shape.height)
        corners = (
            round((share * whole + (room - own) / 2) / 2) * 2
            for share, whole, room, own in zip((place.x, place.y), self.size, box, size, strict=True)
        )
        return graph, (next(corners), next(corners))

    def _fade(self, graph: Graph, sheet: Sheet, window: Window) -> None:
        """Let a piece come and go by itself, and give its frames their times in the film."""
        clock = Clock(self.easel.rate, window.skip)
        clock.begin(graph)
        fade_alpha(graph, sheet.piece, clock)
        if sheet.coming is not None and sheet.coming.is_coloured:
            fade_colour(graph, sheet.piece, clock, sheet.coming, "in")
        if sheet.going is not None and sheet.going.is_coloured:
            fade_colour(graph, sheet.piece, clock, sheet.going, "out")
        clock.end(graph, first=sheet.first)

    # -- two pieces ------------------------------------------------------------------------------------

    def _mix(self, film: Any, other: Any, change: Change) -> Any:
        """Let another film come in over this one: evenly, or behind an edge that moves across."""
        source = f"color=c=black:s={self.size[0]}x2:r={self.easel.rate}"
        mask = ffmpeg.input(source, f="lavfi", **self.easel.only_one())
        share, across = change.share("N"), f"(X+0.5)/{self.size[0]}"
        shown = {
            "dissolve": share,
            "wipe-left": f"gte({across},1-{share})",
            "wipe-right": f"lt({across},{share})",
        }[change.transition.kind]
        mask = mask.filter("format", pix_fmts="gray").filter("trim", end_frame=self.easel.frames)
        mask = mask.filter("geq", lum=f"round(255*{shown})")
        mask = mask.filter("scale", w=self.size[0], h=self.size[1], flags="neighbor")
        return ffmpeg.overlay(film, ffmpeg.filter([other, mask], "alphamerge"), format="yuv420")

    def _slid(self, corner: int, sheet: Sheet) -> str:
        """Write where a piece's left edge is, while it slides in or out."""
        moved = [str(corner)]
        frame = f"round(t*{self.easel.rate})"
        for change, share in ((sheet.coming, "(1-{0})"), (sheet.going, "(-{0})")):
            if change is not None and change.transition.kind in SLIDES:
                pixels = -SLIDES[change.transition.kind] * self.size[0] // 2
                moved.append(f"2*round({pixels}*{share.format(change.share(frame))})")
        return "+".join(moved)

    def _between(self, first: int, last: int) -> str:
        # Halfway between two frames, where no rounding of their times reaches.
        rate = self.easel.rate
        return f"gte(t,{float((first - 0.5) / rate):.6f})*lt(t,{float((last - 0.5) / rate):.6f})"


def _without_hidden(sheet: Sheet) -> Sheet:
    """Shorten what is seen of a piece by the half of a transition in which only the other one is."""
    first, last = sheet.first, sheet.last
    if sheet.coming is not None and sheet.coming.is_coloured:
        first = max(first, sheet.coming.middle)
    if sheet.going is not None and sheet.going.is_coloured:
        last = min(last, sheet.going.middle)
    return dataclasses.replace(sheet, first=first, last=last)


def _coming(piece: Piece) -> Change | None:
    return Change(piece.transition, piece.start) if piece.transition else None


def _mixes(change: Change | None) -> bool:
    return change is not None and change.transition.kind in MIXED


def _copies(film: Any, count: int) -> list[Any]:
    if film is None or count == 1:
        return [film] * count
    split = film.split()
    return [split[number] for number in range(count)]


def _fit(graph: Graph, box: fitting.Size, fit: str, *, pix_fmt: str) -> None:
    """Scale a picture into a box, with the film's colours."""
    size = (graph.shape.width, graph.shape.height)
    if fit == "contain":
        _scale(graph, fitting.contained(size=size, box=box), pix_fmt=pix_fmt)
        return
    if fit == "cover":
        scale = max(box[0] / size[0], box[1] / size[1])
        larger = tuple(max(fitting.even(side * scale), least) for side, least in zip(size, box, strict=True))
        _scale(graph, (larger[0], larger[1]), pix_fmt=pix_fmt)
        # Colours lie on a grid of two pixels: an odd corner would move them against the light.
        corner = {"x": (larger[0] - box[0]) // 4 * 2, "y": (larger[1] - box[1]) // 4 * 2}
        graph.filter_video("crop", w=box[0], h=box[1], **corner)
        graph.shape = dataclasses.replace(graph.shape, width=box[0], height=box[1])
        return
    _scale(graph, box, pix_fmt=pix_fmt)


def _scale(graph: Graph, size: fitting.Size, *, pix_fmt: str) -> None:
    graph.filter_video("scale", w=size[0], h=size[1], flags="bicubic", **TO_BT709)
    graph.filter_video("format", pix_fmts=pix_fmt)
    graph.filter_video("setsar", sar=1)
    graph.shape = dataclasses.replace(graph.shape, width=size[0], height=size[1])

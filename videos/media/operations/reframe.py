"""Reframe: other proportions, for other screens."""

import dataclasses
from typing import ClassVar, Literal

from pydantic import TypeAdapter

from videos.media.faces import FacesNotFound, Point, camera_path, find_faces
from videos.media.filtergraph import Graph
from videos.media.operations import fitting
from videos.media.operations.base import EDIT, HEAVY, Measuring, Operation, OperationRefused, described
from videos.media.operations.expressions import through
from videos.media.said import gettext
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

ASPECTS = {"16:9": 16 / 9, "9:16": 9 / 16, "1:1": 1.0, "4:5": 4 / 5}
RATE = 3.0  # looks a second
LOOK_SIDE = 384  # pixels of the longer side: a face of a tenth of the height is still found
LONGEST_LOOK = 1800.0  # seconds
SECONDS_A_LOOK = 0.5  # wall clock, many times what is usual
PICTURES = "faces.gray"

Path2D = dict[str, tuple[Point, ...]]


class Reframe(Operation):
    """Give the film the proportions of another screen."""

    name: ClassVar[str] = "reframe"
    title: ClassVar[str] = _("Reframe")
    description: ClassVar[str] = _("Give the film other proportions, such as 9:16 for phones.")
    icon: ClassVar[str] = "crop"
    category: ClassVar[str] = "picture"
    findings: ClassVar[TypeAdapter[Path2D]] = TypeAdapter(Path2D)

    aspect: Literal["16:9", "9:16", "1:1", "4:5"] = described(
        title=_("Proportions"),
        description=_("Width to height."),
        example="9:16",
        labels={
            "16:9": _("16:9, wide"),
            "9:16": _("9:16, phone"),
            "1:1": _("1:1, square"),
            "4:5": _("4:5, portrait"),
        },
    )
    mode: Literal["center", "blur-pad", "follow-face"] = described(
        "center",
        title=_("Mode"),
        description=_(
            "What of the picture is kept. To follow faces, all of the film is looked at first, which costs "
            "more."
        ),
        example="follow-face",
        labels={
            "center": _("The middle"),
            "blur-pad": _("All, on a blurred background"),
            "follow-face": _("Faces: the frame follows them"),
        },
    )

    @property
    def price_code(self) -> str:
        return HEAVY if self.mode == "follow-face" else EDIT

    def _size(self, shape: Shape) -> fitting.Size:
        aspect, size = ASPECTS[self.aspect], (shape.width, shape.height)
        if self.mode != "blur-pad":
            return fitting.largest(aspect=aspect, size=size)
        short = min(size)
        return (
            (fitting.even(short * aspect), fitting.even(short))
            if aspect >= 1
            else (fitting.even(short), fitting.even(short / aspect))
        )

    def check(self, shape: Shape) -> None:
        super().check(shape)
        if self.mode == "follow-face" and shape.duration > LONGEST_LOOK:
            raise OperationRefused(
                "too_long",
                gettext("Faces are followed for at most %(longest_look)s minutes.")
                % {"longest_look": f"{LONGEST_LOOK / 60:.0f}"},
                "mode",
            )
        if min(self._size(shape)) < 16:
            raise OperationRefused("too_small", gettext("Too little of the picture would be left."), "aspect")

    def after(self, shape: Shape) -> Shape:
        width, height = self._size(shape)
        return dataclasses.replace(shape, width=width, height=height)

    def notes(self, shape: Shape) -> list[str]:
        if self._found is not None and all(len(set(_places(path))) <= 1 for path in self._found.values()):
            return [gettext("No moving face was found, so the frame stays where it is.")]
        return []

    # -- looking for faces -----------------------------------------------------------------------------

    def must_measure(self, shape: Shape) -> bool:
        moves = self._size(shape) != (shape.width // 2 * 2, shape.height // 2 * 2)
        return self.mode == "follow-face" and self._found is None and moves

    @staticmethod
    def _look_size(shape: Shape) -> fitting.Size:
        return fitting.contained(size=(shape.width, shape.height), box=(LOOK_SIDE, LOOK_SIDE))

    def measure(self, graph: Graph) -> Measuring:
        width, height = self._look_size(graph.shape)
        graph.filter_video("fps", fps=f"{RATE:g}", start_time=0, round="near")
        graph.filter_video("scale", w=width, h=height, flags="area")
        graph.filter_video("format", pix_fmts="gray")
        return Measuring(
            graph.video, PICTURES, {"f": "rawvideo", "c:v": "rawvideo", "fps_mode": "passthrough"}
        )

    def learn(self, graph: Graph) -> Path2D:
        size, pictures = self._look_size(graph.shape), graph.folder / PICTURES
        seconds = 30 + graph.shape.duration * RATE * SECONDS_A_LOOK
        try:
            looks = find_faces(pictures, width=size[0], height=size[1], seconds=seconds, limits=graph.limits)
        except FacesNotFound:
            raise OperationRefused(
                "faces_not_found", gettext("The search for faces did not end well; try another mode."), "mode"
            ) from None
        finally:
            pictures.unlink(missing_ok=True)
        return camera_path(looks, rate=RATE, size=size) if looks else {}

    # -- framing ---------------------------------------------------------------------------------------

    def join(self, graph: Graph) -> None:
        size = self._size(graph.shape)
        if size == (graph.shape.width, graph.shape.height):
            return
        if self.mode == "blur-pad":
            fitting.pad_with_blur(graph, size)
            return
        if self.must_measure(graph.shape) and not graph.still:
            self.require_findings()
        x = self._corner("x", graph.shape.width, size[0])
        y = self._corner("y", graph.shape.height, size[1])
        graph.filter_video("crop", w=size[0], h=size[1], x=x, y=y, exact=1)

    def _corner(self, axis: str, whole: int, part: int) -> str:
        points: tuple[Point, ...] = (self._found or {}).get(axis, ())
        if not points or whole == part:
            return str((whole - part) // 2)
        return through(
            [(time, min(max(place * whole - part / 2, 0.0), whole - part)) for time, place in points]
        )


def _places(path: tuple[Point, ...]) -> list[float]:
    return [round(place, 2) for _, place in path]

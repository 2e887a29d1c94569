"""Stabilize: a calmer camera."""

from pathlib import Path
from typing import ClassVar, Literal

from videos.media.filtergraph import Graph
from videos.media.operations.base import HEAVY, Measuring, Operation, described
from videos.media.said import gettext_noop as _
from videos.media.shape import Shape

SHAKINESS = {"low": 3, "medium": 6, "high": 9}
SMOOTHING = {"low": 10, "medium": 20, "high": 40}  # frames before and after, over which motion is evened out
CONTRAST = 0.1  # less than usual, so that a dull or hazy film has spots to hold on to as well


class Stabilize(Operation):
    """Take the shaking out of a film that was held by hand."""

    name: ClassVar[str] = "stabilize"
    title: ClassVar[str] = _("Stabilize")
    description: ClassVar[str] = _(
        "Take the shaking out of a hand-held film. The picture is enlarged a little, to hide moving borders."
    )
    icon: ClassVar[str] = "stabilize"
    category: ClassVar[str] = "picture"

    strength: Literal["low", "medium", "high"] = described(
        "medium",
        title=_("Strength"),
        description=_("The high one also evens out slow swaying, and takes wanted movements for shaking."),
        example="medium",
        labels={"low": _("Low"), "medium": _("Medium"), "high": _("High")},
    )

    @property
    def price_code(self) -> str:
        return HEAVY

    def must_measure(self, shape: Shape) -> bool:
        return self._found is None

    def measure(self, graph: Graph) -> Measuring:
        graph.filter_video("format", pix_fmts="yuv420p")
        options = {"shakiness": SHAKINESS[self.strength], "mincontrast": CONTRAST}
        graph.filter_video("vidstabdetect", result=self._vectors(graph.folder), **options)
        return Measuring(graph.video, options={"f": "null", "fps_mode": "passthrough"})

    @staticmethod
    def _vectors(folder: Path) -> str:
        # A film may be stabilized twice, and the first vectors are still needed when the second are made.
        return f"vectors-{sum(1 for _ in folder.glob('vectors-*.trf'))}.trf"

    def learn(self, graph: Graph) -> str:
        """Give the name of the file with the camera's movements: it stays in the job folder."""
        return max(graph.folder.glob("vectors-*.trf"), key=lambda path: path.stat().st_mtime_ns).name

    def packed(self, found: str, folder: Path) -> bytes:
        return (folder / found).read_bytes()

    def unpacked(self, packed: bytes, folder: Path) -> str:
        path = folder / self._vectors(folder)
        path.write_bytes(packed)
        return path.name

    def join(self, graph: Graph) -> None:
        if graph.still:
            return
        self.require_findings()
        graph.files.append(graph.folder / str(self._found))
        graph.filter_video("format", pix_fmts="yuv420p")
        graph.filter_video(
            "vidstabtransform",
            input=self._found,
            smoothing=SMOOTHING[self.strength],
            optzoom=1,  # just enough that no moving border is seen
            interpol="bilinear",
        )

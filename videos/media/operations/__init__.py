"""The operation catalogue: one table from which endpoints, forms, tools and prices are made."""

from videos.media.operations.add_text import AddText
from videos.media.operations.adjust import Adjust
from videos.media.operations.apply_filter import ApplyFilter
from videos.media.operations.base import EDIT, HEAVY, Measuring, NotMeasured, Operation, OperationRefused
from videos.media.operations.burn_captions import BurnCaptions
from videos.media.operations.concat import Concat
from videos.media.operations.crop import Crop
from videos.media.operations.denoise import Denoise
from videos.media.operations.export import Ending, Export
from videos.media.operations.extract_audio import ExtractAudio
from videos.media.operations.fade import Fade
from videos.media.operations.flip import Flip
from videos.media.operations.gif import Gif
from videos.media.operations.keeping import Keeping
from videos.media.operations.normalize_audio import NormalizeAudio
from videos.media.operations.overlay_image import OverlayImage
from videos.media.operations.reframe import Reframe
from videos.media.operations.remove_parts import RemoveParts
from videos.media.operations.remove_silence import RemoveSilence
from videos.media.operations.replace_audio import ReplaceAudio
from videos.media.operations.resize import Resize
from videos.media.operations.reverse import Reverse
from videos.media.operations.rotate import Rotate
from videos.media.operations.speed import Speed
from videos.media.operations.stabilize import Stabilize
from videos.media.operations.trim import Trim
from videos.media.operations.volume import Volume

CATALOGUE: dict[str, type[Operation]] = {
    "trim": Trim,
    "crop": Crop,
    "apply-filter": ApplyFilter,
    "add-text": AddText,
    "resize": Resize,
    "rotate": Rotate,
    "flip": Flip,
    "speed": Speed,
    "reverse": Reverse,
    "fade": Fade,
    "adjust": Adjust,
    "volume": Volume,
    "denoise": Denoise,
    "gif": Gif,
    "extract-audio": ExtractAudio,
    "normalize-audio": NormalizeAudio,
    "remove-silence": RemoveSilence,
    "remove-parts": RemoveParts,
    "burn-captions": BurnCaptions,
    "concat": Concat,
    "replace-audio": ReplaceAudio,
    "overlay-image": OverlayImage,
    "reframe": Reframe,
    "stabilize": Stabilize,
    "export": Export,
}

__all__ = [
    "CATALOGUE",
    "EDIT",
    "HEAVY",
    "AddText",
    "Adjust",
    "ApplyFilter",
    "BurnCaptions",
    "Concat",
    "Crop",
    "Denoise",
    "Ending",
    "Export",
    "ExtractAudio",
    "Fade",
    "Flip",
    "Gif",
    "Keeping",
    "Measuring",
    "NormalizeAudio",
    "NotMeasured",
    "Operation",
    "OperationRefused",
    "OverlayImage",
    "Reframe",
    "RemoveParts",
    "RemoveSilence",
    "ReplaceAudio",
    "Resize",
    "Reverse",
    "Rotate",
    "Speed",
    "Stabilize",
    "Trim",
    "Volume",
]

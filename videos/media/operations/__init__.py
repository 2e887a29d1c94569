"""The operation catalogue: one table from which endpoints, forms, tools and prices are made."""

from videos.media.operations.add_text import AddText
from videos.media.operations.apply_filter import ApplyFilter
from videos.media.operations.base import Operation, OperationRefused
from videos.media.operations.crop import Crop
from videos.media.operations.export import Export
from videos.media.operations.trim import Trim

CATALOGUE: dict[str, type[Operation]] = {
    "trim": Trim,
    "crop": Crop,
    "apply-filter": ApplyFilter,
    "add-text": AddText,
    "export": Export,
}

__all__ = ["CATALOGUE", "AddText", "ApplyFilter", "Crop", "Export", "Operation", "OperationRefused", "Trim"]

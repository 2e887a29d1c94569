"""What the signed note says: each step in C2PA's words, and what AI has made, second by second.

No title, prompt or name of a person goes into it: files leave the platform, and people do not read the note
before they hand one on.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from videos.media.lineage import Spans

# https://cv.iptc.org/newscodes/digitalsourcetype/
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"
MADE_BY_AI = f"{SOURCE_TYPES}trainedAlgorithmicMedia"
COMPOSED = f"{SOURCE_TYPES}composite"
COMPOSED_WITH_AI = f"{SOURCE_TYPES}compositeWithTrainedAlgorithmicMedia"
# https://spec.c2pa.org, "Actions"
OPENED, CREATED, EDITED, DUBBED, PLACED = (
    "c2pa.opened",
    "c2pa.created",
    "c2pa.edited",
    "c2pa.dubbed",
    "c2pa.placed",
)
OPERATIONS = {
    "trim": "c2pa.trimmed",
    "remove-parts": "c2pa.trimmed",
    "remove-silence": "c2pa.trimmed",
    "crop": "c2pa.cropped",
    "reframe": "c2pa.cropped",
    "apply-filter": "c2pa.filtered",
    "add-text": "c2pa.addedText",
    "burn-captions": "c2pa.addedText",
    "resize": "c2pa.resized",
    "rotate": "c2pa.orientation",
    "flip": "c2pa.orientation",
    "speed": "c2pa.changedSpeed",
    "adjust": "c2pa.adjustedColor",
    "denoise": "c2pa.enhanced",
    "stabilize": "c2pa.enhanced",
    "normalize-audio": "c2pa.enhanced",
    "gif": "c2pa.converted",
    "extract-audio": "c2pa.converted",
    "export": "c2pa.transcoded",
    "concat": PLACED,
    "replace-audio": PLACED,
    "overlay-image": PLACED,
}
SYNTHETIC = "org.framewright.synthetic"  # the label of our own assertion


@dataclass(frozen=True)
class Ingredient:
    """A file that went into another. `name` is unique within a note."""

    name: str
    what: str  # "Uploaded file" and the like


@dataclass(frozen=True)
class Step:
    """One thing that was done. `model` ("provider/model") says that AI did it.

    `source_type` is one of SOURCE_TYPES, where `is_ai` does not say it.
    """

    action: str
    description: str = ""
    model: str = ""
    is_ai: bool = False
    ingredients: tuple[Ingredient, ...] = ()
    source_type: str = ""


def manifest(*, steps: Sequence[Step], spans: Spans, media_type: str, version: str) -> dict[str, Any]:
    """The note as C2PA's builder takes it. The first step opens or creates the file."""
    told = [_action(step) for step in steps]
    assertions = [{"label": "c2pa.actions.v2", "data": {"actions": told}}]
    if spans:
        stretches = [span.to_json() for span in spans]
        assertions.append({"label": SYNTHETIC, "data": {"unit": "seconds", "spans": stretches}})
    return {
        "claim_generator_info": [{"name": "Framewright", "version": version}],
        "format": media_type,
        "ingredients": list(_ingredients(steps)),
        "assertions": assertions,
    }


def _action(step: Step) -> dict[str, Any]:
    told: dict[str, Any] = {"action": step.action}
    if step.description:
        told["description"] = step.description
    if step.is_ai or step.source_type:
        told["digitalSourceType"] = step.source_type or MADE_BY_AI
    if step.model:
        told["softwareAgent"] = {"name": step.model}
    if step.ingredients:
        told["parameters"] = {"ingredientIds": [each.name for each in step.ingredients]}
    return told


def _ingredients(steps: Iterable[Step]) -> Iterable[dict[str, Any]]:
    seen: set[str] = set()
    for step in steps:
        for each in step.ingredients:
            if each.name in seen:
                continue
            seen.add(each.name)
            relation = "parentOf" if step.action == OPENED else "componentOf"
            yield {
                "label": each.name,
                "title": each.what,
                "relationship": relation,
                "instance_id": f"xmp:iid:{each.name}",
            }

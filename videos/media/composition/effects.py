"""Which operations of the catalogue can be done to a piece of a composition, and why the others cannot."""

from collections.abc import Sequence

from videos.media.operations import (
    AddText,
    Adjust,
    ApplyFilter,
    BurnCaptions,
    Crop,
    Denoise,
    Fade,
    Flip,
    NormalizeAudio,
    Operation,
    OverlayImage,
    Reframe,
    Resize,
    Reverse,
    Rotate,
    Speed,
    Volume,
)
from videos.media.probe import MediaInfo
from videos.media.shape import Shape, shape_of

# Each picture that comes out depends on the picture that went in, or on the last ones before it.
EFFECTS = (Adjust, ApplyFilter, Crop, Denoise, Flip, Reframe, Resize, Rotate)
SOUND_EFFECTS = (Denoise, Volume)
WHY_NOT: dict[type[Operation], str] = {
    AddText: "Words lie on a text track.",
    BurnCaptions: "Captions lie on a text track.",
    Fade: "A clip has fades of its own.",
    NormalizeAudio: "The whole sound must be measured first: normalize it, and use the result.",
    OverlayImage: "Pictures lie on an overlay track.",
    Reverse: "Turn the film round first, and use the result.",
    Speed: "A clip has a speed of its own.",
}
OTHERWISE = "Only operations that keep a clip's length, and need no look at the whole film, can be effects."


def why_not(operation: Operation) -> str | None:
    """Say in a sentence why an operation cannot be an effect; None when it can."""
    if isinstance(operation, Reframe) and operation.mode == "follow-face":
        return "Faces are looked for in the whole film: reframe it first, and use the result."
    if isinstance(operation, (*EFFECTS, *SOUND_EFFECTS)):
        return None
    return WHY_NOT.get(type(operation), OTHERWISE)


def may_be_effect(operation: Operation) -> bool:
    return why_not(operation) is None


def remembers(operation: Operation) -> bool:
    """Say whether a picture also depends on those before it."""
    match operation:
        case Denoise(picture=strength):
            return strength > 0
        case ApplyFilter(filter_type="denoise"):
            return True
        case _:
            return False


def seen_effects(effects: Sequence[Operation]) -> list[Operation]:
    """Give those of a piece's effects that change its picture."""
    return [effect for effect in effects if isinstance(effect, EFFECTS) and may_be_effect(effect)]


def heard_effects(effects: Sequence[Operation]) -> list[Operation]:
    """Give those of a sound's effects that change what is heard."""
    return [effect for effect in effects if isinstance(effect, SOUND_EFFECTS)]


def shape_after(effects: Sequence[Operation], info: MediaInfo) -> Shape:
    """Follow a source through the effects on its picture. Raises OperationRefused where one does not fit."""
    shape = shape_of(info=info)
    for effect in seen_effects(effects):
        effect.check(shape)
        shape = effect.after(shape)
    return shape

"""What each capability is at Replicate, from the wish to the file."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ai.capabilities import (
    Call,
    Callback,
    ImageInput,
    LipSyncInput,
    Media,
    MusicInput,
    Outcome,
    ProviderError,
    Refused,
    Started,
    Stopped,
    StyleInput,
    Unsupported,
    UpscaleInput,
    Usage,
    VendorModel,
    VideoInput,
)
from ai.providers import answers, outputs
from ai.providers.replicate.callbacks import Callbacks
from ai.providers.replicate.form import Form, seed_of
from ai.providers.replicate.predictions import VENDOR, Predictions
from videos.media.images import looks_like_image
from videos.media.probe import probe
from videos.media.said import gettext, gettext_noop
from videos.media.sniff import MediaRejected

WORKING = frozenset({"starting", "processing"})
# "aborted": the deadline was over before it began. https://replicate.com/docs/topics/predictions/lifecycle
UNKNOWN_END = ("vendor_failed", gettext_noop("Replicate ended this in an unknown way."))
ENDINGS: dict[str, tuple[str, str]] = {
    "failed": ("vendor_failed", gettext_noop("The model failed at this.")),
    "canceled": ("vendor_cancelled", gettext_noop("It was cancelled at Replicate.")),
    "aborted": ("too_slow", gettext_noop("Replicate did not begin in time; it charges nothing for that.")),
}
AGAIN = frozenset({"vendor_cancelled", "too_slow"})
REFUSALS = re.compile(r"nsfw|sensitive|flagged|content polic|moderat|E005", re.IGNORECASE)
PERCENT = re.compile(r"(\d{1,3})%\|")
STYLES = {
    "cartoon": "a hand-drawn cartoon with clean outlines and flat, bright colours",
    "sketch": "a pencil sketch on white paper",
    "oil": "an oil painting with visible brush strokes",
    "pixel": "pixel art of an old video game",
    "vintage": "a faded film of the 1970s with grain",
    "neon": "neon lights in the dark",
}


class Provider:
    """Every method submits and gives `Started`; `follow` gives the file. Model ids come with the call."""

    def __init__(self, *, key: str, base_url: str = "", webhook_secret: str = "") -> None:
        self._predictions = Predictions(key=key, base_url=base_url)
        self._callbacks = Callbacks(self._predictions, secret=webhook_secret)

    # -- what can be made ------------------------------------------------------------------------------

    def text_to_video(self, wish: VideoInput, call: Call) -> Outcome:
        form = self._form(call)
        form.put("prompt", wish.prompt)
        form.put_if("negative_prompt", wish.negative_prompt)
        form.put_seconds(wish.seconds)
        form.put_size(wish.width, wish.height)
        return self._submit(form, call, wish.seed)

    def image_to_video(self, wish: VideoInput, call: Call) -> Outcome:
        form = self._form(call)
        form.put("image", _given(wish.image))
        form.put_if("prompt", wish.prompt)
        form.put_if("negative_prompt", wish.negative_prompt)
        form.put_seconds(wish.seconds)
        form.put_size(wish.width, wish.height)
        return self._submit(form, call, wish.seed)

    def remix_video(self, wish: VideoInput, call: Call) -> Outcome:
        """As long and as large as the source is: that is how such models work."""
        form = self._form(call)
        form.put("video", _given(wish.source))
        form.put("prompt", wish.prompt)
        form.put_if("negative_prompt", wish.negative_prompt)
        return self._submit(form, call, wish.seed)

    def extend_video(self, wish: VideoInput, call: Call) -> Outcome:
        form = self._form(call)
        form.put("video", _given(wish.source))
        form.put_if("prompt", wish.prompt)
        form.put_if("negative_prompt", wish.negative_prompt)
        form.put_seconds(wish.seconds)
        return self._submit(form, call, wish.seed)

    def text_to_image(self, wish: ImageInput, call: Call) -> Outcome:
        form = self._form(call)
        form.put("prompt", wish.prompt)
        form.put_if("negative_prompt", wish.negative_prompt)
        form.put_if("image", wish.reference, "reference")
        form.put_size(wish.width, wish.height)
        return self._submit(form, call, wish.seed)

    def upscale(self, wish: UpscaleInput, call: Call) -> Outcome:
        form = self._form(call)
        is_image = looks_like_image(wish.source)
        form.put("image" if is_image else "video", wish.source, "source")
        if form.name_of("scale"):
            form.put("scale", wish.scale)
        elif form.name_of("resolution") and not is_image:
            form.put_lines(_lines_of(wish.source) * wish.scale)
        else:
            raise Unsupported("scale", gettext("This model takes no scale."))
        return self._submit(form, call, None)

    def style_transfer(self, wish: StyleInput, call: Call) -> Outcome:
        form = self._form(call)
        form.put("image" if looks_like_image(wish.source) else "video", wish.source, "source")
        if wish.style not in STYLES:
            raise Unsupported("style", gettext("The styles are %(styles)s.") % {"styles": ", ".join(STYLES)})
        words = f"The same scene and motion as {STYLES[wish.style]}."
        form.put("prompt", f"{words} {wish.prompt}".strip())
        if form.name_of("intensity"):
            form.put("intensity", wish.intensity)
        elif wish.intensity != 1:
            raise Unsupported("intensity", gettext("This model takes no intensity."))
        return self._submit(form, call, None)

    def lip_sync(self, wish: LipSyncInput, call: Call) -> Outcome:
        form = self._form(call)
        form.put("video", wish.source, "source")
        form.put("audio", wish.audio)
        return self._submit(form, call, None)

    def music(self, wish: MusicInput, call: Call) -> Outcome:
        form = self._form(call)
        form.put("prompt", wish.prompt)
        if form.name_of("instrumental"):
            form.put("instrumental", wish.instrumental)
        elif not wish.instrumental:
            raise Unsupported("instrumental", gettext("This model makes music without singing only."))
        form.put_seconds(wish.seconds)
        return self._submit(form, call, wish.seed)

    # -- while the vendor works ------------------------------------------------------------------------

    def follow(self, remote_id: str, call: Call) -> Media | None:
        if call.should_stop():
            self.cancel(remote_id)
            raise Stopped
        found = self._predictions.get(remote_id)
        state = found.get("status")
        if state in WORKING:
            percents = PERCENT.findall(str(found.get("logs") or ""))
            call.progress(
                min(float(percents[-1]), 99.0) if percents else 0.0, gettext("The model is at work")
            )
            return None
        if state != "succeeded":
            raise _ending(str(state), str(found.get("error") or ""))
        return self._fetch(found, call)

    def find(self, key: str, call: Call) -> Started | None:
        """By our key in its callback's address, or by the seed that follows from the key."""
        for found in self._predictions.newest():
            if _is_ours(found, key, call.model):
                return Started(remote_id=str(found["id"]))
        return None

    def callback(self, headers: Mapping[str, str], body: bytes) -> Callback:
        return self._callbacks.checked(headers, body)

    def cancel(self, remote_id: str) -> None:
        try:
            self._predictions.cancel(remote_id)
        except ProviderError as error:
            if error.code not in answers.NOT_THERE:
                raise

    def known_models(self, wanted: Sequence[str]) -> Sequence[VendorModel]:
        """One question for each: Replicate has tens of thousands of models and tells no end date."""
        known = []
        for model in wanted:
            try:
                known.append(VendorModel(id=model, schema=self._predictions.schema(model)))
            except ProviderError as error:
                if not error.model_gone:
                    raise
        return known

    # -- inside ----------------------------------------------------------------------------------------

    def _form(self, call: Call) -> Form:
        return Form(call.schema or self._predictions.schema(call.model))

    def _submit(self, form: Form, call: Call, seed: int | None) -> Started:
        form.put_seed(seed, key=call.key)
        is_findable = key_in(call.webhook, call.key) or form.inputs.get("seed") == seed_of(call.key)
        if call.attempt > 1 and is_findable and (found := self.find(call.key, call)):
            return found
        inputs = {name: self._sendable(value) for name, value in form.inputs.items()} | dict(call.options)
        try:
            made = self._predictions.create(
                model=call.model, inputs=inputs, webhook=call.webhook, deadline=call.deadline
            )
        except ProviderError as error:
            if error.code not in {"unanswered", "malformed_answer"}:
                raise
            return self._reconciled(call, error, is_findable=is_findable)
        return Started(remote_id=made["id"])

    def _reconciled(self, call: Call, error: ProviderError, *, is_findable: bool) -> Started:
        """Whether the vendor has what we sent, and no answer came to; else the error, to be tried again."""
        if not is_findable:
            message = gettext(
                "Replicate did not answer, and may be working on it: it is not sent again, not to pay twice."
            )
            raise ProviderError("submit_unclear", message) from error
        found = self.find(call.key, call)
        if found is None:
            raise error
        return found

    def _sendable(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._sendable(each) for each in value]
        return self._predictions.upload(value) if isinstance(value, Path) else value

    def _fetch(self, found: Mapping[str, Any], call: Call) -> Media:
        address = _first_address(found.get("output"))
        if not address:
            raise ProviderError("output_lost", "Replicate has removed the result.", permanent=False)
        path = call.folder / f"output{Path(address.partition('?')[0]).suffix[:6]}"
        headers, own = self._predictions.headers_for(address), self._predictions.base_url
        outputs.download(vendor=VENDOR, url=address, path=path, call=call, base_url=own, headers=headers)
        kind = outputs.family_of(path, vendor=VENDOR)
        given = found.get("input") or {}
        made = outputs.received(
            path,
            vendor=VENDOR,
            media_type=outputs.media_type_of(address, usual=kind),
            usage=Usage({}),
            seed=given.get("seed") if isinstance(given, dict) else None,
            details={"metrics": found.get("metrics") or {}, "version": found.get("version") or ""},
        )
        return outputs.used(made, second=made.duration) if made.duration else outputs.used(made, image=1)


def key_in(webhook: str, key: str) -> bool:
    return bool(key) and key in webhook


def _given(path: Path | None) -> Path:
    if path is None:
        raise ProviderError("nothing_to_do", gettext("There is no file to work on."))
    return path


def _lines_of(path: Path) -> int:
    try:
        video = probe(path).video
    except MediaRejected as rejected:
        raise ProviderError("source_broken", str(rejected)) from None
    return min(video.width, video.height) if video else 0


def _is_ours(found: Mapping[str, Any], key: str, model: str) -> bool:
    if key_in(str(found.get("webhook") or ""), key):
        return True
    given = found.get("input")
    name, _, version = model.partition(":")
    same_model = found.get("model") == name or (bool(version) and found.get("version") == version)
    return same_model and isinstance(given, dict) and given.get("seed") == seed_of(key)


def _ending(state: str, said: str) -> ProviderError:
    if state == "failed" and REFUSALS.search(said):
        return Refused(
            gettext("The model refuses to make this. It said: %(said)s") % {"said": answers.clean(said)}
        )
    code, sentence = ENDINGS.get(state, UNKNOWN_END)
    told = gettext(sentence)
    if said:
        told = " ".join((told, gettext("It said: %(said)s") % {"said": answers.clean(said)}))
    return ProviderError(code, told, permanent=code not in AGAIN)


def _first_address(output: Any) -> str:
    """Models give one address, a list of them, or an object of them."""
    if isinstance(output, str):
        return output if output.startswith(("http://", "https://")) else ""
    inner = output.values() if isinstance(output, dict) else output if isinstance(output, list) else ()
    return next((found for each in inner if (found := _first_address(each))), "")

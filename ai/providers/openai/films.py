"""`/v1/videos`: it ended at OpenAI on 2026-09-24 and lives on at compatible servers.

The SDK's own methods for it are deprecated; its low-level calls are not.
"""

import time
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2

from ai.capabilities import (
    Call,
    Media,
    Outcome,
    ProviderError,
    Started,
    Usage,
    VideoInput,
)
from ai.providers import answers, outputs
from ai.providers.openai.asking import VENDOR, Speaking, asking, once, refuse, said_failed
from videos.media.said import gettext as _


class Films(Speaking):
    """Films, where the server behind the base address has them."""

    has_videos = False

    def text_to_video(self, wish: VideoInput, call: Call) -> Outcome:
        return self._start_video("/videos", wish, call, file=None)

    def image_to_video(self, wish: VideoInput, call: Call) -> Outcome:
        if wish.image is None:
            raise ProviderError("nothing_to_do", _("There is no picture to begin with."))
        return self._start_video("/videos", wish, call, file=("input_reference", wish.image))

    def remix_video(self, wish: VideoInput, call: Call) -> Outcome:
        return self._start_video("/videos/edits", wish, call, file=("video", _source(wish)))

    def extend_video(self, wish: VideoInput, call: Call) -> Outcome:
        return self._start_video("/videos/extensions", wish, call, file=("video", _source(wish)))

    def follow(self, remote_id: str, call: Call) -> Media | None:
        with asking():
            found = self.client.get(f"/videos/{remote_id}", cast_to=dict[str, Any])
        state = found.get("status")
        if state == "failed":
            raise said_failed(found.get("error") or {})
        if state != "completed":
            call.progress(float(found.get("progress") or 0), _("Making the film"))
            return None
        path = call.folder / "video.mp4"
        with asking():
            answer = self.client.get(f"/videos/{remote_id}/content", cast_to=httpx2.Response)
        outputs.save([answer.content], vendor=VENDOR, path=path, until=time.monotonic() + call.deadline)
        made = outputs.received(path, vendor=VENDOR, media_type="video/mp4", usage=Usage({}))
        return outputs.used(made, second=made.duration)

    def find(self, key: str, call: Call) -> Started | None:
        """Nothing: the list of videos tells no key. The idempotency key of the submit guards instead."""
        return None

    def cancel(self, remote_id: str) -> None:
        """By removing it: the API has no other way to stop."""
        self._remove(remote_id)

    def forget(self, remote_id: str, *, made_at: datetime) -> None:
        self._remove(remote_id)

    def _remove(self, remote_id: str) -> None:
        try:
            with asking():
                self.client.delete(f"/videos/{remote_id}", cast_to=dict[str, Any])
        except ProviderError as error:
            if error.code not in answers.NOT_THERE:
                raise

    def _start_video(
        self, path: str, wish: VideoInput, call: Call, *, file: tuple[str, Path] | None
    ) -> Started:
        if not self.has_videos:
            raise ProviderError(
                "retired", _("OpenAI's video generation ended on 2026-09-24."), model_gone=True
            )
        refuse(wish.seed is not None, "seed", _("OpenAI's video API takes no seed."))
        refuse(
            bool(wish.negative_prompt), "negative_prompt", _("OpenAI's video API takes no negative prompt.")
        )
        asked: dict[str, Any] = {"model": call.model, "prompt": wish.prompt, **call.options}
        if path != "/videos/edits":
            asked["seconds"] = f"{wish.seconds:g}"
        if path == "/videos":
            asked["size"] = f"{wish.width}x{wish.height}"
        with asking():
            found = self.client_for(call).post(
                path,
                cast_to=dict[str, Any],
                body=asked,
                files=[(file[0], (file[1].name, file[1].read_bytes()))] if file else None,
                options={"headers": once(call) | ({"Content-Type": "multipart/form-data"} if file else {})},
            )
        if not found.get("id"):
            raise answers.malformed(VENDOR, "an id")
        return Started(remote_id=str(found["id"]))


def _source(wish: VideoInput) -> Path:
    if wish.source is None:
        raise ProviderError("nothing_to_do", _("There is no film to work on."))
    return wish.source

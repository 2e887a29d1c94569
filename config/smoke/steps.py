"""What a person does in an hour with the platform, in a minute; every step checks what it sees."""

import uuid
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from config.smoke import pictures
from config.smoke.client import Person, checked, events_of, expect
from videos.media.generate import clip
from videos.media.probe import VideoStream, probe

GENERATED_SECONDS, GENERATED_SIZE = 12.0, (640, 360)
MOST_SECONDS = 5.2  # of the part that is edited, so that a long film of one's own is no long wait
VINTAGE = {"filterType": "vintage", "intensity": 0.9}
# Slow enough to be caught in the act.
SLOW = {"format": "webm", "codec": "vp9", "quality": "high", "allowUpscale": True}


@dataclass
class Journey:
    """Who travels, with which film, and what they have by now."""

    url: str
    folder: Path
    given: Path | None = None
    film: Path = field(init=False)
    source: VideoStream = field(init=False)
    has_sound: bool = field(init=False)
    source_id: str = ""
    part_id: str = ""
    made: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.alice = Person(url=self.url)
        self.bob = Person(url=self.url)
        self.film = self.given or self._generated()
        info = probe(self.film)
        self.source = pictures.picture_of(info)
        self.has_sound = info.audio is not None
        seconds = self.source.duration
        # In frames, and in the middle of a group of pictures: where a careless cut goes wrong.
        self.start = round(seconds * 0.27 * self.source.fps) / self.source.fps
        length = min(seconds * 0.5, MOST_SECONDS)
        self.end = round((self.start + length) * self.source.fps) / self.source.fps

    def close(self) -> None:
        self.alice.close()
        self.bob.close()

    @property
    def seconds(self) -> float:
        """How long the part is that is edited."""
        return self.end - self.start

    @property
    def size(self) -> tuple[int, int]:
        return self.source.width // 2 * 2, self.source.height // 2 * 2

    @property
    def crop(self) -> dict[str, int]:
        width, height = self.source.width, self.source.height
        return {
            "width": width * 3 // 8 * 2,
            "height": height * 3 // 8 * 2,
            "x": width // 8,
            "y": height // 8,
        }

    @property
    def cropped(self) -> tuple[int, int]:
        return self.crop["width"], self.crop["height"]

    @property
    def words(self) -> dict[str, Any]:
        style = {"fontSize": max(self.crop["height"] // 8, 10), "color": "white", "background": "black"}
        return {"text": "Smoke", "anchor": "bottom", "style": style}

    def fetched(self, video_id: str, name: str) -> Path:
        """The result, downloaded; it will be deleted in the end."""
        self.made.append(video_id)
        return self.alice.download(video_id, to=self.folder / name)

    def on_part(self, operation: str, fields: dict[str, Any], name: str) -> Path:
        """One operation on the part that was cut out, at its own endpoint."""
        done = self.alice.edit(f"/api/video/{operation}", {"videoId": self.part_id, **fields})
        return self.fetched(done.video_id, name)

    def _generated(self) -> Path:
        width, height = GENERATED_SIZE
        return clip(self.folder / "smoke.mp4", seconds=GENERATED_SECONDS, width=width, height=height)


def health(journey: Journey) -> None:
    answer = journey.alice.call("GET", "/api/health")
    expect(answer["status"] == "ok", f"/api/health says {answer}")


def register(journey: Journey) -> None:
    journey.bob.register()
    answer = journey.alice.register()
    expect(answer["user"]["email"] == journey.alice.email, f"registering answers {answer}")


def login(journey: Journey) -> None:
    alice = journey.alice
    alice.call("POST", "/api/auth/login", status=401, json={"email": alice.email, "password": "wrong"})
    alice.login()


def refresh(journey: Journey) -> None:
    alice = journey.alice
    used = alice.refresh_token
    alice.refresh()
    expect(alice.refresh_token != used, "the refresh token stays the same")


def me(journey: Journey) -> None:
    answer = journey.alice.call("GET", "/api/auth/me")
    expect(answer["email"] == journey.alice.email, f"/api/auth/me says {answer}")
    with closing(Person(url=journey.url)) as nobody:
        nobody.call("GET", "/api/auth/me", status=401)


def profile(journey: Journey) -> None:
    journey.alice.call("PATCH", "/api/user/profile", json={"name": "Smoke Test"})
    answer = journey.alice.call("GET", "/api/user/profile")
    expect(answer["name"] == "Smoke Test", f"the profile says {answer}")


def credits_to_begin_with(journey: Journey) -> None:
    balance = journey.alice.balance()
    expect(balance["available"] > 0 and balance["held"] == 0, f"a new account has {balance}")


def upload(journey: Journey) -> None:
    before = journey.alice.balance()
    answer = journey.alice.upload(journey.film, title="Smoke test")
    journey.source_id = answer["videoId"]
    expect(answer["size"] == journey.film.stat().st_size, f"the upload answers {answer}")
    job = journey.alice.finished(answer["jobId"])
    checked(job, quoted=job["credits"]["quoted"])
    video = journey.alice.call("GET", f"/api/videos/{journey.source_id}")
    expect(video["status"] == "ready" and video["thumbnailUrl"], f"the video is {video}")
    expect((video["width"], video["height"]) == (journey.source.width, journey.source.height), video)
    spent = before["available"] - journey.alice.balance()["available"]
    expect(spent == job["credits"]["charged"], f"{job['credits']} charged, {spent} gone")


def thumbnail(journey: Journey) -> None:
    answer = journey.alice.http.get(f"/api/videos/{journey.source_id}/thumbnail")
    expect(answer.content[:3] == b"\xff\xd8\xff", f"the thumbnail is no JPEG: {answer.status_code}")


def find(journey: Journey) -> None:
    for query, found in (("search=smoke%20TEST", 1), ("search=elsewhere", 0), ("status=ready", 1)):
        answer = journey.alice.call("GET", f"/api/videos?{query}")
        expect(answer["pagination"]["total"] == found, f"?{query} finds {answer['pagination']}")
    theirs = journey.bob.call("GET", "/api/videos")
    expect(theirs["results"] == [], "another person sees the video in their library")


def trim(journey: Journey) -> None:
    fields = {"startTime": journey.start, "endTime": journey.end}
    done = journey.alice.edit("/api/video/trim", {"videoId": journey.source_id, **fields})
    path = journey.fetched(done.video_id, "trim.mp4")
    journey.part_id = done.video_id
    size = (journey.source.width, journey.source.height)
    pictures.film_of(path, seconds=journey.seconds, size=size)
    made = journey.alice.call("GET", f"/api/videos/{done.video_id}")
    expect(made["parentId"] == journey.source_id and made["source"] == "edit", f"the result is {made}")
    if journey.given is None:
        first = round(journey.start * journey.source.fps)
        wanted = list(range(first, round(journey.end * journey.source.fps)))
        seen = pictures.codes(path)
        expect(seen == wanted, f"frames {seen}, not {wanted[0]} to {wanted[-1]}")


def crop(journey: Journey) -> None:
    path = journey.on_part("crop", journey.crop, "crop.mp4")
    pictures.film_of(path, seconds=journey.seconds, size=journey.cropped)


def apply_filter(journey: Journey) -> None:
    path = journey.on_part("apply-filter", VINTAGE, "filter.mp4")
    pictures.film_of(path, seconds=journey.seconds, size=journey.size)
    plain = pictures.middle_picture(journey.folder / "trim.mp4").mean(axis=(0, 1))
    vintage = pictures.middle_picture(path).mean(axis=(0, 1))
    expect(bool(np.abs(vintage - plain).max() > 1.0), f"mean colours {plain} became {vintage}")


def add_text(journey: Journey) -> None:
    path = journey.on_part("add-text", journey.words, "text.mp4")
    pictures.film_of(path, seconds=journey.seconds, size=journey.size)


def export_webm(journey: Journey) -> None:
    fields = {"format": "webm", "quality": "low", "resolution": "480p"}
    path = journey.on_part("export", fields, "export.webm")
    width, height = journey.size
    factor = min(480 / min(width, height), 1.0)
    size = (round(width * factor / 2) * 2, round(height * factor / 2) * 2)
    video = pictures.film_of(path, seconds=journey.seconds, size=size)
    expect(video.codec in {"vp8", "vp9", "av1"}, f"the WebM holds {video.codec}")


def export_mp3(journey: Journey) -> None:
    fields = {"videoId": journey.part_id, "format": "mp3"}
    if not journey.has_sound:
        journey.alice.refused("POST", "/api/video/export", status=400, code="no_audio", json=fields)
        return
    done = journey.alice.edit("/api/video/export", fields)
    path = journey.fetched(done.video_id, "export.mp3")
    pictures.sound_of(path, seconds=journey.seconds)
    expect(done.job["outputs"][0]["type"] == "audio", f"the output is {done.job['outputs']}")


def edit(journey: Journey) -> None:
    """Everything in one edit, followed over the socket; then the same without words, to see the words."""
    with_words, without = _chain(journey, words=True), _chain(journey, words=False)
    alice = journey.alice
    quoted = alice.price_of("/api/video/edit", with_words)
    with alice.socket() as socket:
        job_id = alice.call("POST", "/api/video/edit", status=202, json=with_words)["id"]
        told = list(events_of(socket, job_id=job_id))
    progress = [job["progress"] for job in told]
    expect(progress == sorted(progress), f"the socket tells of progress {progress}")
    expect(told[-1]["status"] == "completed", f"the socket's last word is {told[-1]}")
    done = checked(alice.finished(job_id), quoted=quoted)
    written = journey.fetched(done.video_id, "edit.mp4")
    plain = journey.fetched(alice.edit("/api/video/edit", without).video_id, "plain.mp4")
    for path in (written, plain):
        pictures.film_of(path, seconds=journey.seconds, size=journey.cropped)
    changed = pictures.difference(pictures.middle_picture(written), pictures.middle_picture(plain))
    height = changed.shape[0]
    above, below = changed[: height // 2], changed[height * 3 // 4 :]
    expect(bool(below.max() > 80), f"no words are seen: the greatest difference is {below.max()}")
    expect(bool(above.mean() < 6), f"the words changed the rest of the picture by {above.mean()}")


def _chain(journey: Journey, *, words: bool) -> dict[str, Any]:
    operations = [
        {"operation": "trim", "startTime": journey.start, "endTime": journey.end},
        {"operation": "crop", **journey.crop},
        {"operation": "apply-filter", **VINTAGE},
    ]
    if words:
        operations.append({"operation": "add-text", **journey.words})
    return {
        "videoId": journey.source_id,
        "operations": operations,
        "export": {"format": "mp4", "quality": "high"},
        "title": "With words" if words else "Without words",
    }


def once_per_key(journey: Journey) -> None:
    body = {"videoId": journey.part_id, "startTime": 0, "endTime": journey.seconds / 2}
    headers = {"Idempotency-Key": uuid.uuid4().hex}
    jobs = [_trimmed(journey, body, headers) for _ in range(2)]
    expect(jobs[0] == jobs[1], f"one Idempotency-Key made two jobs: {jobs}")
    other = {**body, "endTime": journey.seconds / 3}
    journey.alice.call("POST", "/api/video/trim", status=409, json=other, headers=headers)
    job = journey.alice.finished(jobs[0])
    journey.made.append(checked(job, quoted=job["credits"]["quoted"]).video_id)


def _trimmed(journey: Journey, body: dict[str, Any], headers: dict[str, str]) -> str:
    job = journey.alice.call("POST", "/api/video/trim", status=202, json=body, headers=headers)
    return str(job["id"])


def ranges(journey: Journey) -> None:
    whole = (journey.folder / "trim.mp4").read_bytes()
    address, last = f"/api/videos/{journey.part_id}/download", len(whole) - 1
    for asked, first, end in (("0-0", 0, 1), ("100-299", 100, 300), ("-50", last - 49, last + 1)):
        answer = journey.alice.http.get(address, headers={"Range": f"bytes={asked}"})
        expect(answer.status_code == 206, f"Range {asked} answers {answer.status_code}")
        expect(answer.content == whole[first:end], f"Range {asked} gives other bytes")
        told = answer.headers["content-range"]
        expect(told == f"bytes {first}-{end - 1}/{len(whole)}", f"Range {asked} says {told}")
    beyond = journey.alice.http.get(address, headers={"Range": f"bytes={len(whole)}-"})
    expect(beyond.status_code == 416, f"a Range beyond the end answers {beyond.status_code}")


def cancel(journey: Journey) -> None:
    alice = journey.alice
    before = alice.balance()
    slow = {**SLOW, "resolution": "1440p" if journey.source.duration > 3 else "2160p"}
    body = {"videoId": journey.source_id, "operations": [{"operation": "export", **slow}]}
    job_id = alice.call("POST", "/api/video/edit", status=202, json=body)["id"]
    expect(alice.balance()["held"] > 0, "no credits are set aside for a running edit")
    running = alice.until(job_id, ("processing",))
    expect(running["status"] == "processing", f"the edit was too quick to be cancelled: {running}")
    alice.call("POST", f"/api/jobs/{job_id}/cancel")
    job = alice.finished(job_id)
    expect(job["status"] == "cancelled" and job["credits"]["charged"] == 0, f"the cancelled job is {job}")
    expect(alice.balance() == before, f"{before} before the cancelled edit, {alice.balance()} after it")


def refusals(journey: Journey) -> None:
    alice = journey.alice
    before = alice.balance()
    false = journey.folder / "letter.mp4"
    false.write_text("This is a letter, not a film.\n" * 100)
    error = alice.upload(false, status=400)["errors"][0]
    expect(error["code"] == "not_a_video" and error["attr"] == "file", f"a letter is refused with {error}")
    backwards = {"videoId": journey.source_id, "startTime": journey.end, "endTime": journey.start}
    told = alice.refused("POST", "/api/video/trim", status=400, code="end_before_start", json=backwards)
    expect(told["attr"] == "endTime", f"the wrong field is blamed: {told}")
    for path in ("", "/download", "/thumbnail", "/status"):
        journey.bob.call("GET", f"/api/videos/{journey.source_id}{path}", status=404)
    stolen = {"videoId": journey.source_id, "startTime": 0, "endTime": 1}
    journey.bob.call("POST", "/api/video/trim", status=404, json=stolen)
    journey.bob.call("DELETE", f"/api/videos/{journey.source_id}", status=404)
    expect(alice.balance() == before, f"refusals moved credits: {before} became {alice.balance()}")


def ledger(journey: Journey) -> None:
    rows: list[dict[str, Any]] = []
    page, pages = 1, 1
    while page <= pages:
        answer = journey.alice.call("GET", f"/api/credits/transactions?limit=100&page={page}")
        rows += answer["results"]
        page, pages = page + 1, answer["pagination"]["totalPages"]
    sums = {"available": sum(row["amount"] for row in rows), "held": sum(row["held"] for row in rows)}
    balance = journey.alice.balance()
    own = {name: balance[name] for name in sums}
    expect(sums == own, f"{len(rows)} transactions sum to {sums}, the balance is {balance}")


def delete(journey: Journey) -> None:
    alice = journey.alice
    for video_id in (journey.source_id, *journey.made):
        alice.call("DELETE", f"/api/videos/{video_id}", status=204)
        for path in ("", "/download", "/thumbnail"):
            alice.call("GET", f"/api/videos/{video_id}{path}", status=404)
    left = alice.call("GET", "/api/videos")["results"]
    expect(left == [], f"videos are left that nobody asked for: {left}")


def logout(journey: Journey) -> None:
    alice = journey.alice
    alice.call("POST", "/api/auth/logout", status=204, json={"refreshToken": alice.refresh_token})
    alice.call("GET", "/api/auth/me", status=401)


STEPS = {
    "the platform is well": health,
    "register": register,
    "log in": login,
    "refresh the session": refresh,
    "who am I": me,
    "change the profile": profile,
    "credits to begin with": credits_to_begin_with,
    "upload, and wait until it is ready": upload,
    "its thumbnail": thumbnail,
    "list and search": find,
    "trim, exact to the frame": trim,
    "crop": crop,
    "apply-filter": apply_filter,
    "add-text": add_text,
    "export to WebM": export_webm,
    "export to MP3": export_mp3,
    "one edit of five operations, over the socket": edit,
    "the same Idempotency-Key twice": once_per_key,
    "parts of a download": ranges,
    "cancel a long edit": cancel,
    "refuse what makes no sense": refusals,
    "the ledger sums to the balance": ledger,
    "delete everything": delete,
    "log out": logout,
}

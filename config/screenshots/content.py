"""What the account has whose pages are shown: made through the API, by the local models, in some minutes."""

import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from config.smoke.client import Person
from videos.media.generate import demo_film

NAME = "The keeper and the storm"
PROMPT = "A lighthouse keeper befriends a storm and learns to sail"
PICTURES = ("A harbour at dawn, fishing boats, mist", "A red fox in the snow, soft light")
COMMENTS = ((2.0, "Lovely opening. Can the title stay a little longer?"), (7.5, "Make this part brighter."))
QUESTION = "make the first five seconds black and white and add the title The Storm"


@dataclass(frozen=True)
class Content:
    """Ids that pages need."""

    video: str
    project: str
    film: str
    review: str  # the guests' address, without the host
    person: Person

    @property
    def ids(self) -> dict[str, str]:
        """By the names that the pages' addresses use."""
        names = ("video", "project", "film", "review")
        return {name: getattr(self, name) for name in names}


def fill(person: Person) -> Content:
    """Fills an empty account; raises Unexpected."""
    project = str(person.call("POST", "/api/projects", status=201, json={"name": NAME})["id"])
    wish = {"prompt": PROMPT, "seconds": 24, "style": "cinematic"}
    making = person.call("POST", f"/api/projects/{project}/generate", status=202, json=wish)
    video = _welcome(person)
    for prompt in PICTURES:
        person.call("POST", "/api/ai/image-generate", status=202, json={"prompt": prompt})
    trimmed = person.edit("/api/video/trim", {"videoId": video, "startTime": 2, "endTime": 12})
    look = {"videoId": trimmed.video_id, "filterType": "sepia", "title": "Welcome, old look"}
    person.edit("/api/video/apply-filter", look)
    person.finished(making["id"])
    film = str(person.call("GET", f"/api/projects/{project}/film")["videoId"])
    for work in ("transcribe", "summarize"):
        person.finished(person.call("POST", f"/api/ai/{work}/{film}", status=202, json={})["id"])
    talk = {"message": QUESTION, "videoId": film}
    person.call("POST", "/api/ai/chat", json=talk)
    return Content(
        video=video, project=project, film=film, review=_review(person, project, film), person=person
    )


def _welcome(person: Person) -> str:
    with tempfile.TemporaryDirectory() as folder:
        film = demo_film(Path(folder), Path(folder) / "welcome.mp4")
        video = str(person.upload(film, title="Welcome to Framewright")["videoId"])
    preparing = person.call("GET", f"/api/jobs?videoId={video}&limit=1")["results"][0]
    person.finished(preparing["id"])
    return video


def _review(person: Person, project: str, film: str) -> str:
    end = (datetime.now(UTC) + timedelta(days=14)).isoformat()
    wish = {"expiresAt": end, "allowComments": True}
    review = person.call("POST", f"/api/projects/{project}/reviews", status=201, json=wish)
    for time, text in COMMENTS:
        comment = {"text": text, "time": time, "videoId": film}
        person.call("POST", f"/api/projects/{project}/comments", status=201, json=comment)
    return "/" + str(review["url"]).split("/", 3)[3]

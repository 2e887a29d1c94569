"""Tells everybody in a project's room that its film has changed, so that their pages look again."""

import uuid

from jobs import events
from projects.models import Film


def announce(*, project_id: uuid.UUID) -> None:
    """After the commit; the event has the film's state, and what else has changed is read anew."""
    state = Film.objects.filter(pk=project_id).values_list("state", flat=True).first()
    if state:
        payload = {"project_id": str(project_id), "state": state}
        events.send_to_room(room=f"project:{project_id}", kind="film", payload=payload)

import pytest

from accounts.models import User
from projects.models import Project
from videos.uploads.tests.asking import Client, state, told

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_project_of_somebody_else_takes_no_upload(alice: User, bob: User) -> None:
    theirs = str(Project.objects.create(owner=bob, name="Theirs").pk)
    own = str(Project.objects.create(owner=alice, name="Mine").pk)
    client, before = Client(alice), state()
    foreign, mine = (told(filename="a.mp4", projectId=project) for project in (theirs, own))
    assert client.ask("POST", Upload_Length=10, Upload_Metadata=foreign).status_code == 404
    assert state() == before
    assert client.ask("POST", Upload_Length=10, Upload_Metadata=mine).status_code == 201

"""How people come into a project and leave it, and how it changes hands."""

import re
import uuid
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from rest_framework.test import APIClient

from accounts import services as accounts
from accounts.models import AuditEvent, User
from conftest import PASSWORD, client_of
from projects import mailing
from projects.models import Invitation, Membership, Project, Role
from projects.services import inviting
from projects.tests.people import a_project, let_in, proven

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def project(alice: User) -> Project:
    return a_project(alice)


@pytest.fixture
def with_mail(settings: Any) -> None:
    settings.EMAIL_HOST = "mail.example.com"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def invite(api: APIClient, project: Project, email: str, role: str = "viewer") -> Any:
    return api.post(f"/api/projects/{project.pk}/members", {"email": email, "role": role})


def test_an_invitation_tells_nothing_of_accounts(
    api: APIClient, bob: User, project: Project, with_mail: None
) -> None:
    answers = [invite(api, project, email) for email in ("Bob@example.com", "nobody@example.com")]
    assert [answer.status_code for answer in answers] == [201, 201]
    told = [{**answer.json(), "id": "", "email": "", "createdAt": "", "expiresAt": ""} for answer in answers]
    assert told[0] == told[1]
    assert answers[0].json()["link"] is None
    assert not Membership.objects.exists()
    # Asked again, it is the same invitation with another role, and no second letter.
    assert invite(api, project, "bob@example.com", "editor").json()["id"] == answers[0].json()["id"]
    assert invite(api, project, "alice@example.com").json()["errors"][0]["code"] == "already_in"


def test_whoever_has_confirmed_the_address_accepts(
    api: APIClient, alice: User, bob: User, project: Project, with_mail: None
) -> None:
    waiting = f"/api/projects/invitations/{invite(api, project, 'bob@example.com', 'editor').json()['id']}"
    bobs = client_of(bob)
    assert bobs.get("/api/projects/invitations").json() == {"invitations": []}
    assert bobs.post(f"{waiting}/accept").status_code == 404
    proven(bob)
    (shown,) = bobs.get("/api/projects/invitations").json()["invitations"]
    assert (shown["projectName"], shown["invitedBy"], shown["role"]) == ("Harbour", "Alice", "editor")
    assert api.post(f"{waiting}/accept").status_code == 404
    assert bobs.post(f"{waiting}/accept").json()["role"] == "editor"
    assert bobs.post(f"{waiting}/accept").status_code == 404
    people = api.get(f"/api/projects/{project.pk}/members").json()
    assert [(each["name"], each["email"], each["role"]) for each in people["members"]] == [
        ("Bob", "bob@example.com", "editor")
    ]
    assert people["invitations"] == []
    for person in (alice, bob):
        changes = AuditEvent.objects.for_user(person).filter(action=AuditEvent.Action.MEMBER_CHANGED)
        assert changes.filter(details__change="joined", actor=bob).count() == 1


def test_an_invitation_waits_for_the_sign_up(api: APIClient, project: Project, with_mail: None) -> None:
    waiting = invite(api, project, "carol@example.com").json()["id"]
    carol = proven(accounts.register(email="carol@example.com", password=PASSWORD, name="Carol"))
    assert client_of(carol).post(f"/api/projects/invitations/{waiting}/accept").status_code == 200
    assert Membership.objects.get().user == carol


def test_the_letter_proves_the_address(
    api: APIClient, alice: User, bob: User, project: Project, with_mail: None
) -> None:
    Project.objects.update(name="Bank\r\n\r\nsecurity:   http://evil.example/")
    waiting = invite(api, project, "bob@example.com").json()["id"]
    mailing.write_invitation(invitation_id=uuid.UUID(waiting))
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["bob@example.com"], "You are invited to a project")
    assert "the project “Bank security: http://evil.example/” as a viewer.\n" in letter.body
    (link,) = re.findall(r"http\S+/projects/invitations/\S+", str(letter.body))
    page = link[link.index("/projects/") :]
    browser = Client()
    assert browser.get(page).status_code == 302  # to sign in, and back
    browser.force_login(alice)
    assert browser.get(page).status_code == 404
    browser.force_login(bob)
    assert browser.get(page.replace("secret=", "secret=x")).status_code == 404
    shown = browser.get(page)
    # The address holds the secret: it goes to nobody else's site. (`no-referrer` would break the form.)
    assert shown.headers["Referrer-Policy"] == "same-origin"
    secret = page.partition("secret=")[2]
    accepted = browser.post(page.partition("?")[0], {"secret": secret, "answer": "accept"})
    assert accepted.headers["Location"] == f"/projects/{project.pk}/"
    assert Membership.objects.get().user == bob


def test_without_mail_the_inviter_passes_a_link_on(api: APIClient, bob: User, project: Project) -> None:
    answer = invite(api, project, "bob@example.com").json()
    secret = answer["link"].partition("secret=")[2]
    renewed = invite(api, project, "bob@example.com").json()["link"].partition("secret=")[2]
    accept = f"/api/projects/invitations/{answer['id']}/accept"
    assert client_of(bob).post(accept, {"secret": secret}).status_code == 404
    assert Invitation.objects.get().secret_hash not in answer["link"]
    assert client_of(bob).post(accept, {"secret": renewed}).status_code == 200


def test_a_late_or_withdrawn_invitation_is_dead(api: APIClient, bob: User, project: Project) -> None:
    proven(bob)
    late = invite(api, project, "bob@example.com").json()["id"]
    Invitation.objects.update(expires_at="2020-01-01T00:00Z")
    assert client_of(bob).post(f"/api/projects/invitations/{late}/accept").status_code == 404
    inviting.sweep()
    assert not Invitation.objects.exists()
    again = invite(api, project, "bob@example.com").json()["id"]
    assert api.delete(f"/api/projects/{project.pk}/invitations/{again}").status_code == 204
    assert client_of(bob).delete(f"/api/projects/invitations/{again}").status_code == 404
    assert invite(api, project, "carol@example.com").status_code == 201
    assert invite(api, project, "nonsense").status_code == 400


def test_only_the_owner_decides_who_is_in_it(
    api: APIClient, alice: User, bob: User, project: Project
) -> None:
    carol = accounts.register(email="carol@example.com", password=PASSWORD, name="Carol")
    let_in(project, bob, Role.EDITOR)
    let_in(project, carol, Role.VIEWER)
    bobs, path = client_of(bob), f"/api/projects/{project.pk}/members"
    assert invite(bobs, project, "dora@example.com").status_code == 403
    assert bobs.patch(f"{path}/{carol.pk}", {"role": "editor"}).status_code == 403
    assert bobs.delete(f"{path}/{carol.pk}").status_code == 403
    assert bobs.post(f"/api/projects/{project.pk}/transfer", {"userId": str(bob.pk)}).status_code == 403
    addresses = [each["email"] for each in bobs.get(path).json()["members"]]
    assert addresses == ["bob@example.com", None]
    assert api.patch(f"{path}/{carol.pk}", {"role": "editor"}).json()["role"] == "editor"
    assert api.patch(f"{path}/{alice.pk}", {"role": "viewer"}).status_code == 404
    assert bobs.delete(f"{path}/{bob.pk}").status_code == 204  # one leaves by oneself
    assert bobs.get(path).status_code == 404
    trail = AuditEvent.objects.for_user(carol).filter(details__change="role").get()
    assert (trail.actor, trail.details["role"]) == (alice, "editor")


def test_a_project_changes_hands_when_the_other_agrees(
    api: APIClient, alice: User, bob: User, project: Project
) -> None:
    let_in(project, bob, Role.VIEWER)
    bobs, path = client_of(bob), f"/api/projects/{project.pk}/transfer"
    assert bobs.post(f"{path}/accept").status_code == 409
    assert api.post(path, {"userId": str(uuid.uuid4())}).status_code == 404
    assert api.post(path, {"userId": str(bob.pk)}).json()["offeredTo"]["id"] == str(bob.pk)
    assert Project.objects.get().owner == alice
    assert api.delete(path).status_code == 204
    assert bobs.post(f"{path}/accept").status_code == 409
    assert api.post(path, {"userId": str(bob.pk)}).status_code == 200
    assert bobs.post(f"{path}/accept").json()["role"] == "owner"
    assert api.get(f"/api/projects/{project.pk}").json()["role"] == "editor"
    assert (Project.objects.get().owner, Membership.objects.get().user) == (bob, alice)
    assert api.delete(f"/api/projects/{project.pk}").status_code == 403
    # An offer does not outlive the membership of the one who was asked.
    assert bobs.post(path, {"userId": str(alice.pk)}).status_code == 200
    assert api.delete(f"/api/projects/{project.pk}/members/{alice.pk}").status_code == 204
    assert Project.objects.get().heir is None


def test_the_pages_show_their_forms_again_when_something_is_wrong(alice: User, project: Project) -> None:
    browser = Client()
    browser.force_login(alice)
    assert b"Harbour" in browser.get("/projects/").content
    assert browser.post("/projects/", {"name": ""}).status_code == 422
    made = browser.post("/projects/", {"name": "<b>Bold</b>", "description": ""})
    assert b"&lt;b&gt;Bold&lt;/b&gt;" in browser.get(made.headers["Location"]).content
    page = f"/projects/{project.pk}/"
    assert browser.post(page, {"name": "x" * 101}).status_code == 422
    assert (
        browser.post(f"{page}members/", {"email": "alice@example.com", "role": "viewer"}).status_code == 422
    )
    invited = browser.post(f"{page}members/", {"email": "bob@example.com", "role": "viewer"})
    assert b"secret=" in invited.content
    assert browser.post(f"{page}videos/", {"video": "nonsense"}).status_code == 422
    assert browser.post(f"{page}call-off/").status_code == 302
    assert browser.post(f"{page}delete/").headers["Location"] == "/projects/"
    assert not Project.objects.filter(pk=project.pk).exists()

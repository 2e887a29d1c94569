"""The pages of projects: all that I may see, one of them with its people, and an invitation."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views import person, signed_in
from projects.forms import FilmForm, InviteForm, MemberForm, PlaceForm, ProjectForm, RoleForm
from projects.interchange.writing import WITH_MEDIA
from projects.models import Project, Role
from projects.services import collecting, inviting, keeping, members
from projects.services.reuse import listing
from projects.services.review import commenting, reviewing
from projects.services.roles import RoleMissing
from videos.services import library

PER_PAGE = 24
MOST_SHOWN = 200  # videos of a project on its page
MOST_OFFERED = 100  # own videos to choose from
UNPROCESSABLE = 422
FORMATS = (
    ("otio", "OpenTimelineIO"), ("fcpxml", "Final Cut Pro (FCPXML)"), ("edl", "EDL"),
    ("srt", "Captions (SRT)"), ("vtt", "Captions (WebVTT)"),
)  # fmt: skip
ENDED = "This is not offered any more."

Rest = ParamSpec("Rest")
T = TypeVar("T")
Page = Callable[Concatenate[HttpRequest, Rest], HttpResponse]


def guarded(page: Page[Rest]) -> Page[Rest]:
    """For signed-in people: 404 for what they may not see, 403 for what they may only look at."""

    @signed_in
    @wraps(page)
    def answered(request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs) -> HttpResponse:
        try:
            return page(request, *args, **kwargs)
        except ObjectDoesNotExist:
            raise Http404 from None
        except (RoleMissing, library.NotYours) as refused:
            raise PermissionDenied(str(refused)) from None

    return answered


@require_http_methods(["GET", "POST"])
@guarded
def projects(request: HttpRequest) -> HttpResponse:
    """My projects and those shared with me; a POST makes one."""
    form = ProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = tried(form, lambda: keeping.create(user=person(request), **form.cleaned_data))
        if made:
            return redirect("project", made.pk)
    return _list(request, form)


@require_http_methods(["GET", "POST"])
@guarded
def project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    """One project; a POST changes its name and description."""
    user = person(request)
    shown = keeping.get(user=user, project_id=project_id)
    form = ProjectForm(request.POST or None, initial={"name": shown.name, "description": shown.description})
    if request.method == "POST" and form.is_valid():
        keeping.update(user=user, project_id=project_id, changes=form.cleaned_data)
        return redirect("project", project_id)
    return _one(request, project_id, form=form)


@require_POST
@guarded
def delete_project(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    keeping.delete(user=person(request), project_id=project_id)
    return redirect("projects")


@require_POST
@guarded
def put_video(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    form = PlaceForm(request.POST, videos=[])
    if form.is_valid():
        ids = [form.cleaned_data["video"]]
        done = tried(form, lambda: collecting.put(user=person(request), project_id=project_id, video_ids=ids))
        if done is not None:
            return redirect("project", project_id)
    return _one(request, project_id, place=form)


@require_POST
@guarded
def take_video(request: HttpRequest, project_id: uuid.UUID, video_id: uuid.UUID) -> HttpResponse:
    user, force = person(request), request.POST.get("force") == "1"
    try:
        listing.take(user=user, project_id=project_id, video_id=video_id, force=force)
    except listing.VideoInUse as used:
        shown = {
            "project": keeping.get(user=user, project_id=project_id),
            "video": library.get(user=user, video_id=video_id),
            "used": used,
        }
        return render(request, "projects/template_take.html", shown, status=409)
    return redirect("project", project_id)


@require_POST
@guarded
def invite(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    form = InviteForm(request.POST)
    if form.is_valid():
        wish = {"email": form.cleaned_data["email"], "role": Role(form.cleaned_data["role"])}
        made = tried(form, lambda: inviting.invite(user=person(request), project_id=project_id, **wish))
        if made and made.link:
            return _one(request, project_id, link=made.link)
        if made:
            messages.success(request, f"We are writing to {made.invitation.email}.")
            return redirect("project", project_id)
    return _one(request, project_id, invite=form)


@require_POST
@guarded
def change_role(request: HttpRequest, project_id: uuid.UUID, user_id: uuid.UUID) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _one(request, project_id, status=UNPROCESSABLE)
    role = Role(form.cleaned_data["role"])
    members.change_role(user=person(request), project_id=project_id, member_id=user_id, role=role)
    return redirect("project", project_id)


@require_POST
@guarded
def remove_member(request: HttpRequest, project_id: uuid.UUID, user_id: uuid.UUID) -> HttpResponse:
    members.remove(user=person(request), project_id=project_id, member_id=user_id)
    return redirect("projects") if user_id == person(request).pk else redirect("project", project_id)


@require_POST
@guarded
def withdraw(request: HttpRequest, project_id: uuid.UUID, invitation_id: uuid.UUID) -> HttpResponse:
    inviting.withdraw(user=person(request), project_id=project_id, invitation_id=invitation_id)
    return redirect("project", project_id)


@require_POST
@guarded
def offer(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    form = MemberForm(request.POST)
    if not form.is_valid():
        return _one(request, project_id, status=UNPROCESSABLE)
    members.offer(user=person(request), project_id=project_id, member_id=form.cleaned_data["user"])
    return redirect("project", project_id)


@require_POST
@guarded
def call_off(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    return _answered(request, project_id, members.call_off)


@require_POST
@guarded
def take_over(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    return _answered(request, project_id, members.take_over)


@require_http_methods(["GET", "POST"])
@guarded
def invitation(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """An invitation that waits for me; a POST accepts or declines it."""
    user, secret = person(request), (request.POST or request.GET).get("secret", "")
    waiting = inviting.find(user=user, invitation_id=invitation_id, secret=secret)
    if request.method == "GET":
        shown = {"invitation": waiting, "secret": secret}
        return render(request, "projects/invitation.html", shown)
    if request.POST.get("answer") == "decline":
        inviting.decline(user=user, invitation_id=invitation_id, secret=secret)
        return redirect("projects")
    joined = inviting.accept(user=user, invitation_id=invitation_id, secret=secret)
    return redirect("project", joined.pk)


def tried(form: Form, wish: Callable[[], T]) -> T | None:
    """What a service answers; None, with its words at the form's fields, when it refuses the input."""
    try:
        return wish()
    except ValidationError as refused:
        fields = refused.error_dict if hasattr(refused, "error_dict") else {None: refused.error_list}
        for name, errors in fields.items():
            form.add_error(name if name in form.fields else None, errors)
    return None


def _answered(
    request: HttpRequest, project_id: uuid.UUID, answer: Callable[..., Project | None]
) -> HttpResponse:
    try:
        answer(user=person(request), project_id=project_id)
    except members.NothingOffered:
        messages.error(request, ENDED)
    return redirect("project", project_id)


def _list(request: HttpRequest, form: ProjectForm) -> HttpResponse:
    user = person(request)
    number = request.GET.get("page")
    context = {
        "form": form,
        "film_form": FilmForm(),
        "page": Paginator(keeping.find(user=user), PER_PAGE).get_page(number),
        "invitations": list(inviting.waiting_for(user=user)),
    }
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "projects/projects.html", context, status=status)


def _one(
    request: HttpRequest,
    project_id: uuid.UUID,
    *,
    form: ProjectForm | None = None,
    invite: InviteForm | None = None,
    place: PlaceForm | None = None,
    link: str = "",
    status: int = 200,
) -> HttpResponse:
    """A project's page, with the forms as they were sent where something was wrong with them."""
    user = person(request)
    people = members.people(user=user, project_id=project_id)
    shown = people.project
    context: dict[str, Any] = {
        "project": shown,
        "people": people,
        "videos": list(library.find(user=user, project_id=project_id)[:MOST_SHOWN]),
        "form": form or ProjectForm(initial={"name": shown.name, "description": shown.description}),
        "invite": invite or InviteForm(),
        "place": place or PlaceForm(videos=[]),
        "link": link,
        "formats": FORMATS,
        "packages": [(name, words) for name, words in FORMATS if name in WITH_MEDIA],
        "review_links": reviewing.links(user=user, project_id=project_id),
        "open_comments": commenting.open_count(project_id=project_id),
    }
    if shown.role != Role.VIEWER:  # type: ignore[attr-defined] # annotated
        there = {video.pk for video in context["videos"]}
        own = [each for each in library.find(user=user)[:MOST_OFFERED] if each.pk not in there]
        context["place"].fields["video"].widget.choices = [(each.pk, each.title) for each in own]
        context["may_place"] = bool(own)
    wrong = any(each.errors for each in (context["form"], context["invite"], context["place"]))
    return render(request, "projects/project.html", context, status=UNPROCESSABLE if wrong else status)

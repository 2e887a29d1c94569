"""Who is in a project: invited, let in, made something else, asked to become the owner, and gone again."""

import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.views import person
from projects.forms import InviteForm, MemberForm, RoleForm
from projects.models import Project, Role
from projects.services import inviting, members
from projects.views import page
from projects.views.answering import UNPROCESSABLE, guarded, tried


@require_POST
@guarded
def invite(request: HttpRequest, project_id: uuid.UUID) -> HttpResponse:
    form = InviteForm(request.POST)
    if form.is_valid():
        wish = {"email": form.cleaned_data["email"], "role": Role(form.cleaned_data["role"])}
        made = tried(form, lambda: inviting.invite(user=person(request), project_id=project_id, **wish))
        if made and made.link:
            return page.whole(request, project_id, link=made.link)
        if made:
            messages.success(request, _("We are writing to %(email)s.") % {"email": made.invitation.email})
            return redirect("project", project_id)
    return page.whole(request, project_id, invite=form)


@require_POST
@guarded
def change_role(request: HttpRequest, project_id: uuid.UUID, user_id: uuid.UUID) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        return page.whole(request, project_id, status=UNPROCESSABLE)
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
        return page.whole(request, project_id, status=UNPROCESSABLE)
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


def _answered(
    request: HttpRequest, project_id: uuid.UUID, answer: Callable[..., Project | None]
) -> HttpResponse:
    try:
        answer(user=person(request), project_id=project_id)
    except members.NothingOffered:
        messages.error(request, _("This is not offered any more."))
    return redirect("project", project_id)

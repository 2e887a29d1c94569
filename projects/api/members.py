"""Endpoints of the people in a project: invite them, change what they may do, hand the project over."""

import uuid

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from projects.api.projects import ProjectsView, told
from projects.models import Role
from projects.serializers.projects import (
    InvitedSerializer,
    InviteSerializer,
    MemberSerializer,
    OfferSerializer,
    PeopleSerializer,
    ProjectDetailSerializer,
    RoleSerializer,
    SecretSerializer,
    WaitingListSerializer,
)
from projects.services import inviting, keeping, members


class PeopleView(ProjectsView):
    rate = "invitations"

    @extend_schema(operation_id="projects_members_list", responses=PeopleSerializer)
    def get(self, request: Request, project_id: uuid.UUID) -> Response:
        """Who is in the project; invitations and addresses are for its owner."""
        user = current_user(request)
        found = members.people(user=user, project_id=project_id)
        context = {"are_told_addresses": found.are_told_addresses, "asker": user.pk}
        return Response(PeopleSerializer(found, context=context).data)

    @extend_schema(request=InviteSerializer, responses={201: InvitedSerializer})
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Invites somebody by e-mail address; the answer is the same whether or not there is an account."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        given = parsed(InviteSerializer(data=request.data))
        made = inviting.invite(
            user=user, project_id=project_id, email=given["email"], role=Role(given["role"])
        )
        made.invitation.link = made.link  # type: ignore[attr-defined] # for the serializer only
        return Response(InvitedSerializer(made.invitation).data, status=status.HTTP_201_CREATED)


class MemberView(ProjectsView):
    @extend_schema(request=RoleSerializer, responses=MemberSerializer)
    def patch(self, request: Request, project_id: uuid.UUID, user_id: uuid.UUID) -> Response:
        """Makes a viewer an editor, or an editor a viewer."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        role = Role(parsed(RoleSerializer(data=request.data))["role"])
        member = members.change_role(user=user, project_id=project_id, member_id=user_id, role=role)
        return Response(MemberSerializer(member, context={"are_told_addresses": True}).data)

    @extend_schema(responses={204: None})
    def delete(self, request: Request, project_id: uuid.UUID, user_id: uuid.UUID) -> Response:
        """Removes a member, or oneself; the member's own videos leave the project with them."""
        members.remove(user=current_user(request), project_id=project_id, member_id=user_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class ProjectInvitationView(ProjectsView):
    @extend_schema(responses={204: None})
    def delete(self, request: Request, project_id: uuid.UUID, invitation_id: uuid.UUID) -> Response:
        """Takes an invitation back."""
        inviting.withdraw(user=current_user(request), project_id=project_id, invitation_id=invitation_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TransferView(ProjectsView):
    @extend_schema(request=OfferSerializer, responses=ProjectDetailSerializer)
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Asks a member to become the owner; nothing changes until they accept."""
        user = current_user(request)
        keeping.get(user=user, project_id=project_id)
        member_id = parsed(OfferSerializer(data=request.data))["user_id"]
        return told(request, members.offer(user=user, project_id=project_id, member_id=member_id))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, project_id: uuid.UUID) -> Response:
        """Takes the offer back, or declines it."""
        members.call_off(user=current_user(request), project_id=project_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class TakeOverView(ProjectsView):
    @extend_schema(request=None, responses=ProjectDetailSerializer)
    def post(self, request: Request, project_id: uuid.UUID) -> Response:
        """Becomes the owner, as the owner has asked; who was it before is an editor then."""
        return told(request, members.take_over(user=current_user(request), project_id=project_id))


class MyInvitationsView(ProjectsView):
    @extend_schema(responses=WaitingListSerializer)
    def get(self, request: Request) -> Response:
        """The invitations to addresses that I have confirmed."""
        waiting = inviting.waiting_for(user=current_user(request))
        return Response(WaitingListSerializer({"invitations": waiting}).data)


class MyInvitationView(ProjectsView):
    @extend_schema(operation_id="invitations_decline", responses={204: None})
    def delete(self, request: Request, invitation_id: uuid.UUID) -> Response:
        """Declines an invitation."""
        inviting.decline(user=current_user(request), invitation_id=invitation_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class AcceptView(ProjectsView):
    @extend_schema(request=SecretSerializer, responses=ProjectDetailSerializer)
    def post(self, request: Request, invitation_id: uuid.UUID) -> Response:
        """Accepts an invitation, to a confirmed address or with the secret of its letter's link."""
        user = current_user(request)
        secret = parsed(SecretSerializer(data=request.data))["secret"]
        joined = inviting.accept(user=user, invitation_id=invitation_id, secret=secret)
        return told(request, keeping.get(user=user, project_id=joined.pk))

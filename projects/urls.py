from django.urls import path

from projects import api, members_api

PROJECT = "projects/<uuid:project_id>"

urlpatterns = [
    path("projects", api.ProjectListView.as_view(), name="api-projects"),
    path("projects/invitations", members_api.MyInvitationsView.as_view(), name="api-invitations"),
    path(
        "projects/invitations/<uuid:invitation_id>",
        members_api.MyInvitationView.as_view(),
        name="api-invitation",
    ),
    path(
        "projects/invitations/<uuid:invitation_id>/accept",
        members_api.AcceptView.as_view(),
        name="api-invitation-accept",
    ),
    path(PROJECT, api.ProjectDetailView.as_view(), name="api-project"),
    path(f"{PROJECT}/videos", api.ProjectVideosView.as_view(), name="api-project-videos"),
    path(f"{PROJECT}/videos/<uuid:video_id>", api.ProjectVideoView.as_view(), name="api-project-video"),
    path(f"{PROJECT}/members", members_api.PeopleView.as_view(), name="api-project-members"),
    path(f"{PROJECT}/members/<uuid:user_id>", members_api.MemberView.as_view(), name="api-project-member"),
    path(
        f"{PROJECT}/invitations/<uuid:invitation_id>",
        members_api.ProjectInvitationView.as_view(),
        name="api-project-invitation",
    ),
    path(f"{PROJECT}/transfer", members_api.TransferView.as_view(), name="api-project-transfer"),
    path(f"{PROJECT}/transfer/accept", members_api.TakeOverView.as_view(), name="api-project-take-over"),
]

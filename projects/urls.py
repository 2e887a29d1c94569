from django.urls import path

from projects.api import members, projects

PROJECT = "projects/<uuid:project_id>"

urlpatterns = [
    path("projects", projects.ProjectListView.as_view(), name="api-projects"),
    path("projects/invitations", members.MyInvitationsView.as_view(), name="api-invitations"),
    path(
        "projects/invitations/<uuid:invitation_id>",
        members.MyInvitationView.as_view(),
        name="api-invitation",
    ),
    path(
        "projects/invitations/<uuid:invitation_id>/accept",
        members.AcceptView.as_view(),
        name="api-invitation-accept",
    ),
    path(PROJECT, projects.ProjectDetailView.as_view(), name="api-project"),
    path(f"{PROJECT}/videos", projects.ProjectVideosView.as_view(), name="api-project-videos"),
    path(f"{PROJECT}/videos/<uuid:video_id>", projects.ProjectVideoView.as_view(), name="api-project-video"),
    path(f"{PROJECT}/members", members.PeopleView.as_view(), name="api-project-members"),
    path(f"{PROJECT}/members/<uuid:user_id>", members.MemberView.as_view(), name="api-project-member"),
    path(
        f"{PROJECT}/invitations/<uuid:invitation_id>",
        members.ProjectInvitationView.as_view(),
        name="api-project-invitation",
    ),
    path(f"{PROJECT}/transfer", members.TransferView.as_view(), name="api-project-transfer"),
    path(f"{PROJECT}/transfer/accept", members.TakeOverView.as_view(), name="api-project-take-over"),
]

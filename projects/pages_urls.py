from django.urls import path

from projects.views import projects as views

ONE = "projects/<uuid:project_id>/"
MEMBER = f"{ONE}members/<uuid:user_id>/"

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path(
        "projects/invitations/<uuid:invitation_id>/",
        views.invitation,
        name="project-invitation",
    ),
    path(ONE, views.project, name="project"),
    path(f"{ONE}delete/", views.delete_project, name="project-delete"),
    path(f"{ONE}videos/", views.put_video, name="project-put-video"),
    path(f"{ONE}videos/<uuid:video_id>/take/", views.take_video, name="project-take-video"),
    path(f"{ONE}members/", views.invite, name="project-invite"),
    path(f"{MEMBER}role/", views.change_role, name="project-role"),
    path(f"{MEMBER}remove/", views.remove_member, name="project-remove-member"),
    path(f"{ONE}invitations/<uuid:invitation_id>/withdraw/", views.withdraw, name="project-withdraw"),
    path(f"{ONE}offer/", views.offer, name="project-offer"),
    path(f"{ONE}call-off/", views.call_off, name="project-call-off"),
    path(f"{ONE}take-over/", views.take_over, name="project-take-over"),
]

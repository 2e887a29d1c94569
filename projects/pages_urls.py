from django.urls import path

from projects.api.reviews import GuestCommentsView
from projects.views import editor, exchange, film, people, review, templates
from projects.views import projects as views

ONE = "projects/<uuid:project_id>/"
MEMBER = f"{ONE}members/<uuid:user_id>/"

urlpatterns = [
    path("projects/", views.projects, name="projects"),
    path(
        "projects/invitations/<uuid:invitation_id>/",
        people.invitation,
        name="project-invitation",
    ),
    path(ONE, views.project, name="project"),
    path("projects/templates/", templates.templates, name="project-templates"),
    path("projects/templates/<uuid:template_id>/", templates.template, name="project-template"),
    path(
        "projects/templates/<uuid:template_id>/delete/",
        templates.delete_template,
        name="project-template-delete",
    ),
    path(f"{ONE}template/", templates.save_template, name="project-save-template"),
    path(f"{ONE}duplicate/", templates.duplicate, name="project-duplicate"),
    path(f"{ONE}variants/", templates.variants, name="project-variants"),
    path("projects/film/", film.begin_film, name="project-film-begin"),
    path(f"{ONE}film/", film.film, name="project-film"),
    path(f"{ONE}timeline/", exchange.bring_timeline, name="project-bring-timeline"),
    path(f"{ONE}package/", exchange.make_package, name="project-make-package"),
    path(f"{ONE}edit/", editor.editor, name="project-editor"),
    path(f"{ONE}review/", review.review_room, name="project-review"),
    path(f"{ONE}reviews/<uuid:review_id>/revoke/", review.revoke, name="project-revoke"),
    path("review/<str:secret>/", review.review, name="review"),
    path("review/<str:secret>/comments", GuestCommentsView.as_view(), name="review-comments"),
    path(f"{ONE}delete/", views.delete_project, name="project-delete"),
    path(f"{ONE}archive/", views.archive_project, name="project-archive"),
    path(f"{ONE}acts/", views.acts, name="project-acts"),
    path(f"{ONE}pick/", views.pick, name="project-pick"),
    path(f"{ONE}videos/", views.put_videos, name="project-put-videos"),
    path(f"{ONE}videos/<uuid:video_id>/take/", views.take_video, name="project-take-video"),
    path(f"{ONE}members/", people.invite, name="project-invite"),
    path(f"{MEMBER}role/", people.change_role, name="project-role"),
    path(f"{MEMBER}remove/", people.remove_member, name="project-remove-member"),
    path(f"{ONE}invitations/<uuid:invitation_id>/withdraw/", people.withdraw, name="project-withdraw"),
    path(f"{ONE}offer/", people.offer, name="project-offer"),
    path(f"{ONE}call-off/", people.call_off, name="project-call-off"),
    path(f"{ONE}take-over/", people.take_over, name="project-take-over"),
]

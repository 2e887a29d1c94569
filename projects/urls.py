from django.urls import path

from projects.api import exchanging, films, members, projects, rendering, reviews, templates, timelines

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
    path("projects/templates", templates.TemplatesView.as_view(), name="api-templates"),
    path("projects/templates/<uuid:template_id>", templates.TemplateView.as_view(), name="api-template"),
    path(
        "projects/templates/<uuid:template_id>/use",
        templates.UseTemplateView.as_view(),
        name="api-template-use",
    ),
    path(f"{PROJECT}/duplicate", templates.DuplicateView.as_view(), name="api-project-duplicate"),
    path(f"{PROJECT}/variants", templates.VariantsView.as_view(), name="api-project-variants"),
    path(f"{PROJECT}/files", templates.FilesView.as_view(), name="api-project-files"),
    path("projects/timeline-schema", timelines.TimelineSchemaView.as_view(), name="api-timeline-schema"),
    path(f"{PROJECT}/timeline", timelines.TimelineView.as_view(), name="api-timeline"),
    path(f"{PROJECT}/timeline/undo", timelines.UndoView.as_view(), name="api-timeline-undo"),
    path(f"{PROJECT}/timeline/redo", timelines.RedoView.as_view(), name="api-timeline-redo"),
    path(f"{PROJECT}/timeline/revisions", timelines.RevisionsView.as_view(), name="api-revisions"),
    path(f"{PROJECT}/timeline/revisions/<int:number>", timelines.RevisionView.as_view(), name="api-revision"),
    path(
        f"{PROJECT}/timeline/revisions/<int:number>/restore",
        timelines.RestoreView.as_view(),
        name="api-revision-restore",
    ),
    path(f"{PROJECT}/reviews", reviews.ReviewsView.as_view(), name="api-reviews"),
    path(f"{PROJECT}/reviews/<uuid:review_id>", reviews.ReviewView.as_view(), name="api-review"),
    path(f"{PROJECT}/comments", reviews.CommentsView.as_view(), name="api-comments"),
    path(f"{PROJECT}/comments/<uuid:comment_id>", reviews.CommentView.as_view(), name="api-comment"),
    path(
        f"{PROJECT}/comments/<uuid:comment_id>/plan",
        reviews.CommentPlanView.as_view(),
        name="api-comment-plan",
    ),
    path(f"{PROJECT}/transfer", members.TransferView.as_view(), name="api-project-transfer"),
    path(f"{PROJECT}/transfer/accept", members.TakeOverView.as_view(), name="api-project-take-over"),
    path(f"{PROJECT}/generate", films.GenerateFilmView.as_view(), name="api-project-generate"),
    path(f"{PROJECT}/continue", films.ContinueFilmView.as_view(), name="api-project-continue"),
    path(f"{PROJECT}/regenerate", films.RegenerateFilmView.as_view(), name="api-project-regenerate"),
    path(f"{PROJECT}/film", films.FilmView.as_view(), name="api-project-film"),
    path(f"{PROJECT}/script", films.ScriptView.as_view(), name="api-project-script"),
    path(f"{PROJECT}/storyboard", films.StoryboardView.as_view(), name="api-project-storyboard"),
    path(f"{PROJECT}/render", rendering.RenderView.as_view(), name="api-project-render"),
    path(f"{PROJECT}/previews/<str:name>", rendering.PreviewFilmView.as_view(), name="api-project-preview"),
    path(f"{PROJECT}/export", exchanging.ExportView.as_view(), name="api-project-export"),
    path(f"{PROJECT}/export/<uuid:job_id>", exchanging.PackageView.as_view(), name="api-project-package"),
    path(f"{PROJECT}/import", exchanging.ImportView.as_view(), name="api-project-import"),
    path(f"{PROJECT}/frame", rendering.FrameView.as_view(), name="api-project-frame"),
]

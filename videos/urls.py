from django.urls import path

from videos import api
from videos.media.operations import CATALOGUE

urlpatterns = [
    path("videos", api.VideoListView.as_view(), name="api-videos"),
    path("videos/upload", api.VideoUploadView.as_view(), name="api-upload"),
    path("videos/bulk-delete", api.VideoBulkDeleteView.as_view(), name="api-videos-bulk-delete"),
    path("videos/<uuid:video_id>", api.VideoDetailView.as_view(), name="api-video"),
    path("videos/<uuid:video_id>/status", api.VideoStatusView.as_view(), name="api-video-status"),
    path("videos/<uuid:video_id>/download", api.VideoDownloadView.as_view(), name="api-video-download"),
    path("videos/<uuid:video_id>/thumbnail", api.VideoThumbnailView.as_view(), name="api-video-thumbnail"),
    path("videos/<uuid:video_id>/versions", api.VersionsView.as_view(), name="api-video-versions"),
    path("videos/<uuid:video_id>/recipe", api.RecipeView.as_view(), name="api-video-recipe"),
    path("videos/<uuid:video_id>/apply-recipe", api.ApplyRecipeView.as_view(), name="api-apply-recipe"),
    path("video/preview", api.PreviewView.as_view(), name="api-preview"),
    path("video/operations", api.OperationListView.as_view(), name="api-operations"),
    path("video/batch", api.BatchView.as_view(), name="api-batch"),
    path("video/edit", api.EditView.as_view(), name="api-edit"),
    *(
        path(f"video/{name}", api.operation_view(name).as_view(), name=f"api-operation-{name}")
        for name in CATALOGUE
    ),
]

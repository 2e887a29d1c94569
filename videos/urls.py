from django.urls import include, path

from videos import api, derived_api, direct_api, editing_api, import_api, links_api, provenance_api, usage_api
from videos.media.operations import CATALOGUE
from videos.uploads.api import UploadsView, UploadView

# What is made of a film beside films.
derived_urls = [
    path("storyboard.vtt", derived_api.StoryboardView.as_view(), name="api-storyboard"),
    path("storyboard.jpg", derived_api.StoryboardPageView.as_view(), name="api-storyboard-page"),
    path("waveform", derived_api.WaveformView.as_view(), name="api-waveform"),
    path("waveform.png", derived_api.WaveformPictureView.as_view(), name="api-waveform-picture"),
    path("frames", derived_api.FramesView.as_view(), name="api-frames"),
    path("frames/<int:index>", derived_api.FrameView.as_view(), name="api-frame"),
    path("scenes", derived_api.ScenesView.as_view(), name="api-scenes"),
    path(
        "preview-clips/<slug:clip>", derived_api.PreviewClipFileView.as_view(), name="api-preview-clip-file"
    ),
    path("hls", derived_api.StreamView.as_view(), name="api-hls"),
    path("hls/master.m3u8", derived_api.StreamMasterView.as_view(), name="api-hls-master"),
    path("hls/<str:rendition>/<str:name>", derived_api.StreamFileView.as_view(), name="api-hls-file"),
]

# Of an upload that goes straight to the bucket.
direct_urls = [
    path("parts", direct_api.DirectPartsView.as_view(), name="api-upload-parts"),
    path("complete", direct_api.DirectCompleteView.as_view(), name="api-upload-complete"),
    path("abort", direct_api.DirectAbortView.as_view(), name="api-upload-abort"),
]

urlpatterns = [
    path("videos", api.VideoListView.as_view(), name="api-videos"),
    path("videos/upload", api.VideoUploadView.as_view(), name="api-upload"),
    path("videos/import", import_api.VideoImportView.as_view(), name="api-import"),
    path("videos/bulk-delete", api.VideoBulkDeleteView.as_view(), name="api-videos-bulk-delete"),
    path("videos/<uuid:video_id>", api.VideoDetailView.as_view(), name="api-video"),
    path("videos/<uuid:video_id>/status", api.VideoStatusView.as_view(), name="api-video-status"),
    path("videos/<uuid:video_id>/download", api.VideoDownloadView.as_view(), name="api-video-download"),
    path("videos/<uuid:video_id>/thumbnail", api.VideoThumbnailView.as_view(), name="api-video-thumbnail"),
    path("videos/<uuid:video_id>/links", links_api.LinksView.as_view(), name="api-video-links"),
    path("videos/<uuid:video_id>/", include(derived_urls)),
    path(
        "videos/<uuid:video_id>/provenance",
        provenance_api.ProvenanceView.as_view(),
        name="api-video-provenance",
    ),
    path("videos/<uuid:video_id>/rights", provenance_api.RightsView.as_view(), name="api-video-rights"),
    path("videos/<uuid:video_id>/versions", api.VersionsView.as_view(), name="api-video-versions"),
    path("videos/<uuid:video_id>/recipe", api.RecipeView.as_view(), name="api-video-recipe"),
    path(
        "videos/<uuid:video_id>/apply-recipe", editing_api.ApplyRecipeView.as_view(), name="api-apply-recipe"
    ),
    path("video/preview", editing_api.PreviewView.as_view(), name="api-preview"),
    path("video/preview-clip", derived_api.PreviewClipView.as_view(), name="api-preview-clip"),
    path("video/operations", editing_api.OperationListView.as_view(), name="api-operations"),
    path("video/batch", editing_api.BatchView.as_view(), name="api-batch"),
    path("video/edit", editing_api.EditView.as_view(), name="api-edit"),
    *(
        path(f"video/{name}", editing_api.operation_view(name).as_view(), name=f"api-operation-{name}")
        for name in CATALOGUE
    ),
    path("uploads", UploadsView.as_view(), name="api-uploads"),
    path("uploads/<uuid:upload_id>", UploadView.as_view(), name="api-upload-resumable"),
    path("uploads/s3", direct_api.DirectUploadsView.as_view(), name="api-uploads-direct"),
    path("uploads/s3/<uuid:upload_id>/", include(direct_urls)),
    path("user/usage-stats", usage_api.UsageStatsView.as_view(), name="api-usage-stats"),
]

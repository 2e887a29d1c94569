from django.urls import path

from youtube_integration.views import desk, publishing

PUBLICATION = "youtube/publications/<uuid:publication_id>/"

urlpatterns = [
    path("youtube/", desk.desk, name="youtube"),
    path("youtube/history/", desk.history, name="youtube-history"),
    path("youtube/connect/", desk.connect, name="youtube-connect"),
    path("youtube/channels/<uuid:channel_id>/disconnect/", desk.disconnect, name="youtube-disconnect"),
    path("youtube/look/", desk.look, name="youtube-look"),
    path("youtube/import/", desk.bring, name="youtube-import"),
    path("youtube/playlists/", publishing.playlists, name="youtube-playlists"),
    path("youtube/publish/<uuid:video_id>/", publishing.publish, name="youtube-publish"),
    path(
        "youtube/publish/<uuid:video_id>/rights/<uuid:origin_id>/",
        publishing.state_rights,
        name="youtube-rights",
    ),
    path(PUBLICATION, publishing.publication, name="youtube-publication"),
    path(f"{PUBLICATION}retry/", publishing.retry, name="youtube-retry"),
    path(f"{PUBLICATION}cancel/", publishing.cancel, name="youtube-cancel"),
]

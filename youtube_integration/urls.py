from django.urls import path

from youtube_integration.api import channels, importing, publishing, suggesting
from youtube_integration.views import connecting

PUBLICATION = "youtube/publications/<uuid:publication_id>"

urlpatterns = [
    path("youtube/connect", channels.ConnectView.as_view(), name="api-youtube-connect"),
    path("youtube/callback", connecting.callback, name="api-youtube-callback"),
    path("youtube/accounts", channels.AccountsView.as_view(), name="api-youtube-accounts"),
    path("youtube/accounts/<uuid:channel_id>", channels.AccountView.as_view(), name="api-youtube-account"),
    path("youtube/playlists", channels.PlaylistsView.as_view(), name="api-youtube-playlists"),
    path("youtube/playlist", channels.PlaylistView.as_view(), name="api-youtube-playlist"),
    path("youtube/videos", channels.UploadedView.as_view(), name="api-youtube-videos"),
    path("youtube/info", importing.YoutubeInfoView.as_view(), name="api-youtube-info"),
    path("youtube/import", importing.YoutubeImportView.as_view(), name="api-youtube-import"),
    path("youtube/suggestions", suggesting.SuggestionsView.as_view(), name="api-youtube-suggestions"),
    path("videos/youtube", importing.YoutubeImportView.as_view(), name="api-videos-youtube"),
    path("youtube/upload", publishing.PublishView.as_view(), name="api-youtube-upload"),
    path("youtube/publications", publishing.PublicationListView.as_view(), name="api-youtube-publications"),
    path(PUBLICATION, publishing.PublicationView.as_view(), name="api-youtube-publication"),
    path(f"{PUBLICATION}/cancel", publishing.CancelView.as_view(), name="api-youtube-cancel"),
    path(f"{PUBLICATION}/retry", publishing.RetryView.as_view(), name="api-youtube-retry"),
]

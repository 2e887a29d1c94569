from django.urls import path

from videos import editor_views, links_api, views

urlpatterns = [
    path("videos/", views.videos, name="library"),
    path("videos/delete/", views.delete_videos, name="videos-delete"),
    path("videos/<uuid:video_id>/", views.video, name="video"),
    path("videos/<uuid:video_id>/edit/", editor_views.edit, name="video-edit"),
    path("videos/<uuid:video_id>/activity/", views.activity, name="video-activity"),
    path("videos/<uuid:video_id>/keep/", views.keep_video, name="video-keep"),
    path("videos/<uuid:video_id>/delete/", views.delete_video, name="video-delete"),
    path("media/<str:token>/<uuid:video_id>/<path:name>", links_api.MediaView.as_view(), name="media"),
]

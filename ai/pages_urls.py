from django.urls import path

from ai import views

urlpatterns = [
    path("studio/", views.studio, name="studio"),
    path("studio/results/", views.results, name="studio-results"),
    path("studio/voices/<str:voice>/sample/", views.voice_sample, name="voice-sample"),
    path("studio/<slug:slug>/", views.studio, name="studio-maker"),
]

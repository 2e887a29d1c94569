from django.urls import path

from ai import chat_views, search_views, views

urlpatterns = [
    path("chat/", chat_views.chat, name="chat"),
    path("chat/facts/", chat_views.facts, name="chat-facts"),
    path("chat/tools/", chat_views.tools, name="chat-tools"),
    path("recipes/", chat_views.recipes, name="recipes"),
    path("videos/moments/", search_views.moments, name="moments"),
    path("studio/", views.studio, name="studio"),
    path("studio/results/", views.results, name="studio-results"),
    path("studio/voices/<str:voice>/sample/", views.voice_sample, name="voice-sample"),
    path("studio/<slug:slug>/", views.studio, name="studio-maker"),
]

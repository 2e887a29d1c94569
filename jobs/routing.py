from channels.sessions import CookieMiddleware, SessionMiddleware
from django.urls import re_path

from jobs.consumers import PersonConsumer

websocket_urlpatterns = [
    re_path(r"^ws/?$", CookieMiddleware(SessionMiddleware(PersonConsumer.as_asgi()))),
]

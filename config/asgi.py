"""The ASGI application: HTTP through Django, bytes of media by our own two parts, `/ws` through Channels."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django_application = get_asgi_application()

# Apps must be loaded before anything that touches models is imported.
from jobs.routing import websocket_urlpatterns  # noqa: E402
from videos.streaming import SendFiles  # noqa: E402
from videos.uploads.asgi import ReceiveUploads  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": ReceiveUploads(SendFiles(django_application)),
        "websocket": URLRouter(websocket_urlpatterns),
    }
)

"""The rows of YouTube: channels and their keys, what is published there, how much may be sent a day."""

from youtube_integration.models.channels import Channel, OAuthState, UploadDay
from youtube_integration.models.imports import Import
from youtube_integration.models.publications import Publication, PublicationEvent, PublicationQuerySet

__all__ = [
    "Channel",
    "Import",
    "OAuthState",
    "Publication",
    "PublicationEvent",
    "PublicationQuerySet",
    "UploadDay",
]

from ai.models.catalogue import ModelSpec, WebhookEvent, capability_names
from ai.models.texts import EmbeddedText
from ai.models.transcripts import Transcript

__all__ = ["EmbeddedText", "ModelSpec", "Transcript", "WebhookEvent", "capability_names"]

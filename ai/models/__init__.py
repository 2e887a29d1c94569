from ai.models.catalogue import ModelSpec, WebhookEvent, capability_names
from ai.models.chat import ChatMessage, Conversation, Plan, PlanStep, SavedRecipe
from ai.models.errands import Errand
from ai.models.insights import FrameDescription, Highlight, Narration, Summary
from ai.models.moderation import Inspection
from ai.models.moments import IndexedVideo, Passage
from ai.models.texts import EmbeddedText
from ai.models.transcripts import Transcript

__all__ = [
    "ChatMessage",
    "Conversation",
    "EmbeddedText",
    "Errand",
    "FrameDescription",
    "Highlight",
    "IndexedVideo",
    "Inspection",
    "ModelSpec",
    "Narration",
    "Passage",
    "Plan",
    "PlanStep",
    "SavedRecipe",
    "Summary",
    "Transcript",
    "WebhookEvent",
    "capability_names",
]

"""AI's endpoints that make jobs, and the catalogue."""

import uuid
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api import current_user, parsed
from accounts.throttling import is_dry_run
from ai.api.base import AiView, PricedView
from ai.capabilities import Capability
from ai.serializers.generation import (
    ExtendSerializer,
    ImageGenerateSerializer,
    ImageToVideoSerializer,
    LipSyncSerializer,
    ModelSpecSerializer,
    MusicGenerateSerializer,
    RemixSerializer,
    SoundEffectSerializer,
    SpeechSerializer,
    StyleTransferSerializer,
    UpscaleSerializer,
    VideoGenerateSerializer,
    VoiceSerializer,
    WishSerializer,
)
from ai.services import catalogue, generation, speaking
from ai.services.generation import Wish
from credits import services as credits
from jobs.api import DRY_RUN, IDEMPOTENCY_KEY, JOB_ANSWERS, accepted, idempotency_key, quoted


class GenerationView(PricedView):
    """One kind of generation as an endpoint: what it is asked, and of which capability."""

    serializer: type[WishSerializer]
    capability: Capability

    def post(self, request: Request, video_id: uuid.UUID | None = None) -> Response:
        is_quote = is_dry_run(request)
        wish = self._wish(request, video_id)
        draft = generation.draft(user=current_user(request), wish=wish, is_quote=is_quote)
        if is_quote:
            return quoted(draft.total, seconds=draft.seconds * draft.wish.count, notes=draft.notes)
        key = idempotency_key(request)
        return accepted(generation.order(user=current_user(request), draft=draft, idempotency_key=key))

    def _wish(self, request: Request, video_id: uuid.UUID | None) -> Wish:
        serializer = self.serializer(data=request.data)
        given = parsed(serializer)
        sources = {field: given[name] for name, field in serializer.sources.items() if given.get(name)}
        if video_id:
            sources["source"] = video_id
        return Wish(
            capability=self._capability(sources),
            fields=serializer.fields_of(given),
            sources=sources,
            model=given["model"],
            options=given["options"],
            count=given["count"],
            title=given["title"],
            is_enhanced=given.get("enhance_prompt", False),
            project_id=given.get("project_id"),
        )

    def _capability(self, sources: dict[str, Any]) -> Capability:
        return self.capability


class VideoGenerateView(GenerationView):
    serializer, capability = VideoGenerateSerializer, Capability.TEXT_TO_VIDEO

    def _capability(self, sources: dict[str, Any]) -> Capability:
        """A film that begins with a picture is made by other models."""
        return Capability.IMAGE_TO_VIDEO if "image" in sources else self.capability


def generation_view(
    serializer: type[WishSerializer], capability: Capability, description: str, *, name: str = ""
) -> type[GenerationView]:
    """The endpoint of one kind of generation, documented from its own fields."""
    base = VideoGenerateView if serializer is VideoGenerateSerializer else GenerationView
    view = type(
        f"{serializer.__name__.removesuffix('Serializer')}View",
        (base,),
        {"serializer": serializer, "capability": capability},
    )
    documented = extend_schema(
        operation_id=f"ai_{name or capability.replace('-', '_')}",
        description=description,
        request=serializer,
        responses=JOB_ANSWERS,
        parameters=[IDEMPOTENCY_KEY, DRY_RUN],
    )
    return extend_schema_view(post=documented)(view)


CreateVideoView = generation_view(
    VideoGenerateSerializer, Capability.TEXT_TO_VIDEO, "Makes a film from words, and from a picture if given."
)
ImageToVideoView = generation_view(
    ImageToVideoSerializer, Capability.IMAGE_TO_VIDEO, "Makes a film that begins with a picture."
)
RemixView = generation_view(RemixSerializer, Capability.REMIX_VIDEO, "Makes a new film of a film, as told.")
ExtendView = generation_view(ExtendSerializer, Capability.EXTEND_VIDEO, "Makes a film longer.")
ImageGenerateView = generation_view(
    ImageGenerateSerializer, Capability.TEXT_TO_IMAGE, "Makes a picture from words."
)
MusicGenerateView = generation_view(MusicGenerateSerializer, Capability.MUSIC, "Makes music from words.")
SoundEffectView = generation_view(SoundEffectSerializer, Capability.SOUND_EFFECT, "Makes a sound from words.")
VoiceGenerationView = generation_view(
    SpeechSerializer, Capability.TEXT_TO_SPEECH, "Speaks a text, into the library.", name="voice_generation"
)
LipSyncView = generation_view(
    LipSyncSerializer, Capability.LIP_SYNC, "Has the speaker of a film say what a sound says."
)
UpscaleView = generation_view(UpscaleSerializer, Capability.UPSCALE, "Makes a film or a picture larger.")
StyleTransferView = generation_view(
    StyleTransferSerializer, Capability.STYLE_TRANSFER, "Gives a film or a picture another style."
)


class ModelsView(AiView):
    @extend_schema(
        parameters=[OpenApiParameter("capability", enum=[each.value for each in Capability])],
        responses=ModelSpecSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The models that can be chosen now, with their parameters and prices."""
        named = request.query_params.get("capability", "")
        capability = Capability(named) if named in set(Capability) else None
        specs = catalogue.open_models(capability=capability)
        rates = credits.current_rates()
        return Response(ModelSpecSerializer(specs, many=True, context={"rates": rates}).data)


class VoicesView(AiView):
    @extend_schema(responses=VoiceSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The voices that can speak now, of every provider that is switched on."""
        return Response(VoiceSerializer(speaking.voices(), many=True).data)

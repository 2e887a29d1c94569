from django.urls import path

from ai.api import generation, words

urlpatterns = [
    path("videos/create", generation.CreateVideoView.as_view(), name="api-video-create"),
    path("videos/<uuid:video_id>/remix", generation.RemixView.as_view(), name="api-video-remix"),
    path("videos/<uuid:video_id>/extend", generation.ExtendView.as_view(), name="api-video-extend"),
    path("ai/image-to-video", generation.ImageToVideoView.as_view(), name="api-ai-image-to-video"),
    path("ai/image-generate", generation.ImageGenerateView.as_view(), name="api-ai-image"),
    path("ai/music-generate", generation.MusicGenerateView.as_view(), name="api-ai-music"),
    path("ai/sound-effect", generation.SoundEffectView.as_view(), name="api-ai-sound-effect"),
    path("ai/voice-generation", generation.VoiceGenerationView.as_view(), name="api-ai-voice"),
    path("ai/lip-sync", generation.LipSyncView.as_view(), name="api-ai-lip-sync"),
    path("ai/upscale", generation.UpscaleView.as_view(), name="api-ai-upscale"),
    path("ai/style-transfer", generation.StyleTransferView.as_view(), name="api-ai-style"),
    path("ai/text-to-speech", words.TextToSpeechView.as_view(), name="api-ai-text-to-speech"),
    path("ai/speech-to-text", words.SpeechToTextView.as_view(), name="api-ai-speech-to-text"),
    path("ai/analyze-image", words.AnalyzeImageView.as_view(), name="api-ai-analyze-image"),
    path("embeddings", words.EmbeddingListView.as_view(), name="api-embeddings"),
    path("embeddings/create", words.EmbeddingCreateView.as_view(), name="api-embeddings-create"),
    path("embeddings/search", words.EmbeddingSearchView.as_view(), name="api-embeddings-search"),
    path("embeddings/stats", words.EmbeddingStatsView.as_view(), name="api-embeddings-stats"),
    path(
        "embeddings/bulk-delete",
        words.EmbeddingBulkDeleteView.as_view(),
        name="api-embeddings-bulk-delete",
    ),
    path("embeddings/<uuid:text_id>", words.EmbeddingView.as_view(), name="api-embedding"),
    path("ai/models", generation.ModelsView.as_view(), name="api-ai-models"),
    path("ai/voices", generation.VoicesView.as_view(), name="api-ai-voices"),
]

from django.urls import path

from ai import api, words_api

urlpatterns = [
    path("videos/create", api.CreateVideoView.as_view(), name="api-video-create"),
    path("videos/<uuid:video_id>/remix", api.RemixView.as_view(), name="api-video-remix"),
    path("videos/<uuid:video_id>/extend", api.ExtendView.as_view(), name="api-video-extend"),
    path("ai/image-to-video", api.ImageToVideoView.as_view(), name="api-ai-image-to-video"),
    path("ai/image-generate", api.ImageGenerateView.as_view(), name="api-ai-image"),
    path("ai/music-generate", api.MusicGenerateView.as_view(), name="api-ai-music"),
    path("ai/sound-effect", api.SoundEffectView.as_view(), name="api-ai-sound-effect"),
    path("ai/voice-generation", api.VoiceGenerationView.as_view(), name="api-ai-voice"),
    path("ai/lip-sync", api.LipSyncView.as_view(), name="api-ai-lip-sync"),
    path("ai/upscale", api.UpscaleView.as_view(), name="api-ai-upscale"),
    path("ai/style-transfer", api.StyleTransferView.as_view(), name="api-ai-style"),
    path("ai/text-to-speech", words_api.TextToSpeechView.as_view(), name="api-ai-text-to-speech"),
    path("ai/speech-to-text", words_api.SpeechToTextView.as_view(), name="api-ai-speech-to-text"),
    path("ai/analyze-image", words_api.AnalyzeImageView.as_view(), name="api-ai-analyze-image"),
    path("embeddings", words_api.EmbeddingListView.as_view(), name="api-embeddings"),
    path("embeddings/create", words_api.EmbeddingCreateView.as_view(), name="api-embeddings-create"),
    path("embeddings/search", words_api.EmbeddingSearchView.as_view(), name="api-embeddings-search"),
    path("embeddings/stats", words_api.EmbeddingStatsView.as_view(), name="api-embeddings-stats"),
    path(
        "embeddings/bulk-delete",
        words_api.EmbeddingBulkDeleteView.as_view(),
        name="api-embeddings-bulk-delete",
    ),
    path("embeddings/<uuid:text_id>", words_api.EmbeddingView.as_view(), name="api-embedding"),
    path("ai/models", api.ModelsView.as_view(), name="api-ai-models"),
    path("ai/voices", api.VoicesView.as_view(), name="api-ai-voices"),
]

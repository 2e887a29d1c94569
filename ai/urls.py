from django.urls import include, path

from ai.api import chat, generation, insights, plans, search, transcript_cutting, transcripts, words

# What is said in a film.
transcript_urls = [
    path("transcripts", transcripts.TranscriptListView.as_view(), name="api-transcripts"),
    path("transcripts/<str:language>", transcripts.TranscriptView.as_view(), name="api-transcript"),
    path(
        "transcripts/<str:language>/revisions",
        transcripts.RevisionListView.as_view(),
        name="api-transcript-revisions",
    ),
    path(
        "transcripts/<str:language>/restore",
        transcripts.RestoreView.as_view(),
        name="api-transcript-restore",
    ),
    path(
        "transcripts/<str:language>/translate",
        transcripts.TranslateView.as_view(),
        name="api-transcript-translate",
    ),
    path(
        "transcripts/<str:language>/cut",
        transcript_cutting.TranscriptCutView.as_view(),
        name="api-transcript-cut",
    ),
    path(
        "transcripts/<str:language>/suggestions",
        transcript_cutting.TranscriptSuggestionsView.as_view(),
        name="api-transcript-suggestions",
    ),
    path("captions.<str:language>.vtt", transcripts.VttView.as_view(), name="api-captions-vtt"),
    path("captions.<str:language>.srt", transcripts.SrtView.as_view(), name="api-captions-srt"),
]

urlpatterns = [
    path("videos/<uuid:video_id>/", include(transcript_urls)),
    path("ai/transcribe/<uuid:video_id>", transcripts.TranscribeView.as_view(), name="api-ai-transcribe"),
    path(
        "ai/transcribe/<uuid:video_id>/status",
        transcripts.TranscribeStatusView.as_view(),
        name="api-ai-transcribe-status",
    ),
    path("videos/search", search.MomentSearchView.as_view(), name="api-videos-search"),
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
    path("ai/summarize/<uuid:video_id>", insights.SummarizeView.as_view(), name="api-ai-summarize"),
    path(
        "ai/summarize/<uuid:video_id>/status",
        insights.SummaryStatusView.as_view(),
        name="api-ai-summary-status",
    ),
    path("ai/highlights/<uuid:video_id>", insights.HighlightsView.as_view(), name="api-ai-highlights"),
    path(
        "ai/highlights/<uuid:video_id>/clips",
        insights.HighlightClipsView.as_view(),
        name="api-ai-highlight-clips",
    ),
    path("ai/describe/<uuid:video_id>", insights.DescribeView.as_view(), name="api-ai-describe"),
    path("ai/narrate/<uuid:video_id>", insights.NarrateView.as_view(), name="api-ai-narrate"),
    path(
        "ai/narrate/<uuid:video_id>/status",
        insights.NarrationStatusView.as_view(),
        name="api-ai-narration-status",
    ),
    path("ai/narrations/<uuid:narration_id>", insights.NarrationView.as_view(), name="api-ai-narration"),
    path(
        "ai/narrations/<uuid:narration_id>/audio",
        insights.NarrationAudioView.as_view(),
        name="api-ai-narration-audio",
    ),
    path("mobile/videos", insights.MobileVideosView.as_view(), name="api-mobile-videos"),
    path("ai/chat", chat.ChatView.as_view(), name="api-ai-chat"),
    path("ai/chat/<uuid:job_id>/stop", chat.StopView.as_view(), name="api-ai-chat-stop"),
    path("mobile/chat", chat.MobileChatView.as_view(), name="api-mobile-chat"),
    path("ai/conversations", chat.ConversationListView.as_view(), name="api-ai-conversations"),
    path(
        "ai/conversations/<uuid:conversation_id>",
        chat.ConversationView.as_view(),
        name="api-ai-conversation",
    ),
    path("ai/actions/<uuid:action_id>", plans.ActionView.as_view(), name="api-ai-action"),
    path("ai/actions/<uuid:action_id>/apply", plans.ActionApplyView.as_view(), name="api-ai-action-apply"),
    path(
        "ai/actions/<uuid:action_id>/dismiss", plans.ActionDismissView.as_view(), name="api-ai-action-dismiss"
    ),
    path(
        "ai/actions/<uuid:action_id>/preview", plans.ActionPreviewView.as_view(), name="api-ai-action-preview"
    ),
    path("ai/recipes", plans.RecipeListView.as_view(), name="api-ai-recipes"),
    path("ai/recipes/<uuid:recipe_id>", plans.SavedRecipeView.as_view(), name="api-ai-recipe"),
    path("ai/recipes/<uuid:recipe_id>/run", plans.RecipeRunView.as_view(), name="api-ai-recipe-run"),
    path("ai/models", generation.ModelsView.as_view(), name="api-ai-models"),
    path("ai/voices", generation.VoicesView.as_view(), name="api-ai-voices"),
]

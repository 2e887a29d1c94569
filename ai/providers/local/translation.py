"""Translation without a vendor: there is none, and this module says so."""

from ai.capabilities import Call, ProviderError, Translation, TranslationInput, Usage
from ai.language.languages import language_of

NONE_HERE = (
    "Nothing on this machine can translate: set the key of a vendor, or OPENAI_BASE_URL to your own server."
)


class LocalTranslation:
    """Translates nothing but what needs no translation."""

    def translation(self, wish: TranslationInput, call: Call) -> Translation:
        """Give texts back that are in the wished language already; else raise ProviderError."""
        target = wish.target.strip().lower().split("-")[0]
        source = wish.source.strip().lower().split("-")[0]
        if not all((source or language_of(text)) == target for text in wish.texts if text.strip()):
            raise ProviderError("not_available_locally", NONE_HERE)
        return Translation(tuple(wish.texts), Usage({"character": 0.0}))

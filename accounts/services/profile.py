"""What a person says of themselves."""

from typing import Any

from accounts.models import User

# The languages that the page offers; programs may say any other (BCP 47).
LOCALES = {
    "en": "English",
    "ar": "العربية",
    "de": "Deutsch",
    "es": "Español",
    "fr": "Français",
    "hi": "हिन्दी",
    "id": "Bahasa Indonesia",
    "it": "Italiano",
    "ja": "日本語",
    "ko": "한국어",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt": "Português",
    "ru": "Русский",
    "tr": "Türkçe",
    "uk": "Українська",
    "vi": "Tiếng Việt",
    "zh": "中文",
}


def update_profile(*, user: User, changes: dict[str, Any]) -> User:
    """Changes the given profile fields (`name`, `locale`, `auto_transcribe`)."""
    for field in ("name", "locale", "auto_transcribe"):
        if field in changes:
            setattr(user, field, changes[field])
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "locale", "auto_transcribe", "updated_at"])
    return user

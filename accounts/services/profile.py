"""What a person says of themselves."""

from typing import Any

from accounts.models import User


def update_profile(*, user: User, changes: dict[str, Any]) -> User:
    """Changes the given profile fields (`name`, `locale`, `auto_transcribe`)."""
    for field in ("name", "locale", "auto_transcribe"):
        if field in changes:
            setattr(user, field, changes[field])
    user.full_clean(exclude=["password"])
    user.save(update_fields=["name", "locale", "auto_transcribe", "updated_at"])
    return user

"""What only this instance knows: made once, kept in its home, readable by its owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The keys that sign sessions and links and encrypt secrets, and the staff account's first password."""

    secret_key: str
    admin_password: str
    encryption_key: str


def kept_secrets(file: Path) -> Secrets:
    """Reads the secrets of this home, or makes them; a home of an older release gets what it lacks."""
    known = _known(file)
    kept = Secrets(**{**asdict(_made()), **known})
    if asdict(kept) != known:
        _write(file, kept)
    return kept


def known_encryption_key(file: Path) -> list[str]:
    """The key that secrets of this home are encrypted with, if one was made."""
    key = _known(file).get("encryption_key")
    return [key] if key else []


def _known(file: Path) -> dict[str, str]:
    known: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return known


def _made() -> Secrets:
    return Secrets(
        secret_key=secrets.token_urlsafe(50),
        admin_password=secrets.token_urlsafe(12),
        encryption_key=secrets.token_urlsafe(32),
    )


def _write(file: Path, kept: Secrets) -> None:
    # Written aside first: a crash in between must not leave half a file that stops every later start.
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(asdict(kept), out)
    draft.rename(file)

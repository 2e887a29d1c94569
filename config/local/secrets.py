"""What only this instance knows: made once, kept in its home, readable by its owner only."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Secrets:
    """The key that signs sessions and links, and the first password of the staff account."""

    secret_key: str
    admin_password: str


def kept_secrets(file: Path) -> Secrets:
    """Reads the secrets of this home, or makes them."""
    if file.exists():
        return Secrets(**json.loads(file.read_text(encoding="utf-8")))
    made = Secrets(secret_key=secrets.token_urlsafe(50), admin_password=secrets.token_urlsafe(12))
    # Written aside first: a crash in between must not leave half a file that stops every later start.
    draft = file.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as out:
        json.dump(asdict(made), out)
    draft.rename(file)
    return made

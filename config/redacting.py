"""What never stands in a log: addresses that carry their own right."""

import logging
import re

# Review links, and signed addresses of media (docs/decisions/0011).
SECRETS = re.compile(r"/(review|media)/[A-Za-z0-9_.\-]{20,}")


class WithoutSecrets(logging.Filter):
    """Writes "…" where an address in a line would open something."""

    def filter(self, record: logging.LogRecord) -> bool:
        words = record.getMessage()
        if SECRETS.search(words):
            record.msg, record.args = SECRETS.sub(r"/\1/…", words), None
        return True

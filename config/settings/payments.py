"""Payments: docs/payments.md."""

from config import environment as env
from config.settings.work import DEMO

STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRET = env.text("STRIPE_WEBHOOK_SECRET")
STRIPE_API_BASE = env.text("STRIPE_API_BASE")
if STRIPE_SECRET_KEY and not STRIPE_WEBHOOK_SECRET:
    raise env.WrongSetting(
        "STRIPE_SECRET_KEY needs STRIPE_WEBHOOK_SECRET: payments are known by the webhook."
    )
PAYMENTS = env.text("PAYMENTS") or (
    "stripe" if STRIPE_SECRET_KEY else "test" if DEMO.get("email") else "manual"
)
if PAYMENTS not in {"stripe", "manual", "test"}:
    raise env.WrongSetting(f"PAYMENTS must be stripe, manual or test, not {PAYMENTS!r}.")
if PAYMENTS == "test" and not DEMO.get("email"):
    raise env.WrongSetting(
        "PAYMENTS=test gives credits for nothing: only a demo instance (DEMO_EMAIL) has it."
    )
if PAYMENTS == "stripe" and not STRIPE_SECRET_KEY:
    raise env.WrongSetting("PAYMENTS=stripe needs STRIPE_SECRET_KEY.")

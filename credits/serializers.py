import csv
from collections.abc import Iterable, Mapping
from io import StringIO
from typing import Any

from rest_framework import serializers

from credits.models import Entry, Transaction
from credits.pricing import to_credits
from credits.services import Balance

COLUMNS = ("id", "createdAt", "kind", "amount", "held", "reason")
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class MonthlySerializer(serializers.Serializer[Any]):
    granted = serializers.FloatField(
        help_text="The plan's credits of this period. The first month's are a bonus, which does not lapse."
    )
    used = serializers.FloatField(help_text="What of them is spent or set aside.")
    reset_date = serializers.DateTimeField(help_text="When their rest lapses and the next month begins.")


class BalanceSerializer(serializers.Serializer[Balance]):
    """In credits. `available` is what is left of the plan's, of bonus and of purchased ones."""

    available = serializers.FloatField()
    held = serializers.FloatField(help_text="Set aside for running jobs.")
    debt = serializers.FloatField(help_text="What comes in next settles it.")
    monthly = MonthlySerializer()
    bonus = serializers.FloatField()
    purchased = serializers.FloatField()

    def to_representation(self, balance: Balance) -> dict[str, Any]:
        shown = {name: to_credits(getattr(balance, name)) for name in ("available", "held", "debt")}
        monthly = {
            "granted": to_credits(balance.plan_granted),
            "used": to_credits(balance.plan_granted - balance.plan),
            "reset_date": balance.plan_ends_at or self.context["period_end"],
        }
        kinds = {name: to_credits(getattr(balance, name)) for name in ("bonus", "purchased")}
        return {**shown, "monthly": MonthlySerializer(monthly).data, **kinds}


class TransactionSerializer(serializers.ModelSerializer[Transaction]):
    amount = serializers.SerializerMethodField(help_text="Change of the available credits.")
    held = serializers.SerializerMethodField(help_text="Change of the held credits.")

    class Meta:
        model = Transaction
        fields = ("id", "kind", "amount", "held", "reason", "created_at")

    def get_amount(self, row: Transaction) -> float:
        return self._change(row, Entry.Bucket.AVAILABLE)

    def get_held(self, row: Transaction) -> float:
        return self._change(row, Entry.Bucket.HELD)

    def _change(self, row: Transaction, bucket: Any) -> float:
        return to_credits(sum(entry.amount for entry in row.entries.all() if entry.bucket == bucket))


def as_csv(rows: Iterable[Mapping[str, Any]]) -> str:
    """A serialized statement as a spreadsheet reads it; a reason that looks like a formula is made text."""
    told = StringIO()
    sheet = csv.writer(told)
    sheet.writerow(COLUMNS)
    for row in rows:
        reason = f"'{row['reason']}" if row["reason"].startswith(FORMULA) else row["reason"]
        values = (row[name] for name in ("id", "created_at", "kind", "amount", "held"))
        sheet.writerow([*values, reason])
    return told.getvalue()

from typing import Any

from rest_framework import serializers

from credits.models import Entry, Transaction
from credits.pricing import to_credits
from credits.services import Balance


class BalanceSerializer(serializers.Serializer[Balance]):
    available = serializers.SerializerMethodField()
    held = serializers.SerializerMethodField()

    def get_available(self, balance: Balance) -> float:
        return to_credits(balance.available)

    def get_held(self, balance: Balance) -> float:
        return to_credits(balance.held)


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
